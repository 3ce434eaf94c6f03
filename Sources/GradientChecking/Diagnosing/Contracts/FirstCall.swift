/// The gradient is kept from the first call, which was at another point.
struct FirstCall: Contract {
  func diagnosis(of block: BlockEvidence, in evidence: Evidence) throws -> Diagnosis? {
    // A gradient on a kink may be that beside it by right.
    guard block.isWrong.contains(true), block.isComplete,
      !zip(block.isWrong, block.isOnKink).contains(where: { $0 && $1 }), evidence.budget.allows(3),
      try evidence.gradient(of: block.position, evidence.cotangent, at: evidence.elsewhere)
        == evidence.gradient[block.position],
      evidence.gradient[block.position].contains(where: { $0 != 0 })
    else { return nil }
    let direction = evidence.key.derived(43).uniforms(block.variable.values.count).map { $0 - 0.4 }
    guard
      let slopes = try evidence.derivative(
        of: evidence.map, at: evidence.elsewhere, block.position, along: direction)
    else { return nil }
    let given = dot(evidence.gradient[block.position], direction)
    let (here, there) = (dot(block.numeric, direction), dot(slopes, evidence.cotangent))
    guard (given - there).magnitude <= 1e-4 * (given - here).magnitude else { return nil }
    return Diagnosis(
      [block.variable.name], .state, "first call", .certain,
      finding: "is that of the first call, at another point",
      advice: "keep nothing of a call but what its own backward pass needs")
  }
}
