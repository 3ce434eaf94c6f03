/// The gradient is right where what comes from above is ones, and wrong elsewhere.
struct OnesHypothesis: LinearHypothesis {
  func diagnoses(of block: BlockEvidence, in evidence: Evidence) throws -> [Diagnosis] {
    guard block.isWrong.contains(true), !block.jacobian.isEmpty, evidence.cotangent.count > 1,
      evidence.budget.allows(1)
    else {
      return []
    }
    let ones = evidence.cotangent.map { _ in 1.0 }
    let whole = try evidence.gradient(of: block, ones, at: evidence.point)
    let right = block.gradient(ones)
    let size = dot(block.numeric, block.numeric).squareRoot()
    let rest = zip(block.coordinates, right).map { whole[$0] - $1 }
    guard dot(rest, rest).squareRoot() <= 1e-6 * size else { return [] }
    return [
      Diagnosis(
        [block.variable.name], .upstream, "ones", .possible,
        finding: "is right for a cotangent of ones, and for no other",
        advice: "take the gradient from above into account entry by entry")
    ]
  }
}
