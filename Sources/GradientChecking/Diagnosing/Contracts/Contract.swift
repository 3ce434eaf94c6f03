/// A kind of mistake that is found by asking the function, not by comparing numbers.
protocol Contract: Sendable {
  /// What is wrong with the block; nil where it is not this, or cannot be told.
  func diagnosis(of block: BlockEvidence, in evidence: Evidence) throws -> Diagnosis?
}
