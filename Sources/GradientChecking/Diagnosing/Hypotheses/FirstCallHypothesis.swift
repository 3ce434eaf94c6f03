/// The gradient is kept from the first call, which was at another point.
struct FirstCallHypothesis: Hypothesis {
  func diagnoses(of block: BlockEvidence, in evidence: Evidence) throws -> [Diagnosis] {
    // A gradient on a kink may be that beside it by right.
    guard !zip(block.isWrong, block.isOnKink).contains(where: { $0 && $1 }),
      evidence.budget.allows(1),
      try evidence.gradient(of: block, evidence.cotangent, at: evidence.elsewhere)
        == evidence.gradient[block.position]
    else { return [] }
    let diagnosis = block.diagnosis(
      .state, "first call", "is that of the first call, at another point",
      "keep nothing of a call but what its own backward pass needs", of: evidence.map,
      at: evidence.elsewhere, in: evidence)
    return [diagnosis].compactMap { $0 }
  }
}
