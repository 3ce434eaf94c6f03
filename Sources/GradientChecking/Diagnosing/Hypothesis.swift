/// A kind of mistake that a wrong gradient may come from.
protocol Hypothesis: Sendable {
  /// The wrong gradients that mistakes of this kind would lead to in one block.
  func predictions(for block: BlockEvidence, in evidence: Evidence) throws -> [Prediction]

  /// What can be said of the block; by default what of the predictions comes true, the best first.
  func diagnoses(of block: BlockEvidence, in evidence: Evidence) throws -> [Diagnosis]
}

/// A hypothesis on a broken promise, which a block may break whose numbers are right.
protocol ContractHypothesis: Hypothesis {}

/// A hypothesis whose wrong gradients are linear in the cotangent, as the right one is.
protocol LinearHypothesis: Hypothesis {}

extension Hypothesis {
  func predictions(for block: BlockEvidence, in evidence: Evidence) throws -> [Prediction] { [] }

  func diagnoses(of block: BlockEvidence, in evidence: Evidence) throws -> [Diagnosis] {
    try predictions(for: block, in: evidence).compactMap(block.diagnosis)
  }
}
