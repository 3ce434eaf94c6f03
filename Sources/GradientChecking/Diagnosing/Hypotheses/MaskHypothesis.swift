/// A mask is turned round, or is another one.
struct MaskHypothesis: LinearHypothesis {
  func diagnoses(of block: BlockEvidence, in evidence: Evidence) throws -> [Diagnosis] {
    let (a, n) = (block.analytic, block.numeric)
    let isKept = zip(n, block.error).map { $0.magnitude > 4 * $1 }
    let (kept, passed) = (isKept.count { $0 }, a.count { $0 != 0 })
    let differing = zip(a, isKept).count { ($0 != 0) != $1 }
    guard kept > 0, kept < n.count, passed > 0, passed < n.count, differing > 0 else { return [] }
    if differing == n.count {
      return [
        Diagnosis(
          [block.variable.name], .place, "mask inverted", .certain,
          finding: "is zero exactly where it should not be",
          advice: "invert the comparison that makes the mask")
      ]
    }
    // Only where something is dropped by chance may another mask be the cause.
    guard evidence.facts.places.contains(where: { $0.name == "dropped" }) else { return [] }
    let lost = zip(a, isKept).count { $0 == 0 && $1 }
    let agrees = a.indices.allSatisfy {
      a[$0] == 0 || !isKept[$0] || !block.isWrong[$0]
    }
    guard lost > 0, lost < differing, agrees, differing > 2 else { return [] }
    return [
      Diagnosis(
        [block.variable.name], .state, "another mask", .likely,
        finding: "is right where it is not zero, but zero at other places",
        advice: "keep the mask of the forward pass for the backward pass")
    ]
  }
}
