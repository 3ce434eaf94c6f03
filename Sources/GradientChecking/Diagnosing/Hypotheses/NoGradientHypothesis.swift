/// The function has no gradient to be right: it jumps, or is random.
struct NoGradientHypothesis: Hypothesis {
  func diagnoses(of block: BlockEvidence, in evidence: Evidence) throws -> [Diagnosis] {
    guard evidence.broken.contains("value is repeatable") else { return [] }
    return [
      Diagnosis(
        [block.variable.name], .noGradient, "random", .certain,
        finding: "belongs to a function whose values change from call to call",
        advice: "fix the random numbers, so that they are the same in every call")
    ]
  }
}
