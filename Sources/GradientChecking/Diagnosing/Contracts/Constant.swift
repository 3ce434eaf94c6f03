/// The gradient is the same wherever it is asked for, and the right one is not: it was kept from a call, or
/// written down. Much else is the same everywhere too, so this is said last.
struct Constant: Contract {
  func diagnosis(of block: BlockEvidence, in evidence: Evidence) -> Diagnosis? {
    guard let first = block.samples.first, block.isConfirmed,
      first.a.contains(where: { $0 != 0 })
    else { return nil }
    for sample in block.samples where sample.scene !== first.scene {
      guard
        let here = block.samples.first(where: {
          $0.scene === first.scene && $0.cotangent == sample.cotangent
        }), here.a == sample.a,
        zip(here.n, sample.n).allSatisfy({
          ($0 - $1).magnitude > 1e-4 * max($0.magnitude, $1.magnitude)
        })
      else { return nil }
    }
    return Diagnosis(
      [block.variable.name], .state, "constant", .likely,
      finding:
        "is the same at every point, and should not be: a factor or slope that changes with the values is "
        + "missing, or it was kept from a call",
      advice: "look for what should depend on the values, and work it out anew in each call")
  }
}
