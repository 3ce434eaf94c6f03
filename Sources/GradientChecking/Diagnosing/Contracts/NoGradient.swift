/// The function has no gradient to be right: it jumps, or is random.
struct NoGradient: Contract {
  func diagnosis(of block: BlockEvidence, in evidence: Evidence) -> Diagnosis? {
    if let place = block.jumps.first {
      return Diagnosis(
        [block.variable.name], .noGradient, "jump", .certain,
        finding: "belongs to a function that jumps at "
          + "\(block.variable.name)\(block.variable.index(ofOffset: place))",
        advice: "check the function away from the jump, or make it continuous")
    }
    guard evidence.broken.contains(.values) else { return nil }
    return Diagnosis(
      [block.variable.name], .noGradient, "random", .certain,
      finding: "belongs to a function whose values change from call to call",
      advice: "fix the random numbers, so that they are the same in every call")
  }
}
