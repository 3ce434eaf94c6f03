import GSL

/// What a wrong gradient is off by depends on fewer variables than the right gradient, or it depends on more: that
/// tells which term of the function was left out or changed, and is right whatever it was.
struct Remainder {
  let block: BlockEvidence
  let evidence: Evidence

  func diagnosis() throws -> Search.Explanation? {
    let direction = evidence.key.derived(47).uniforms(block.variable.values.count).map {
      0.25 + $0
    }
    func component(_ point: Point) throws -> (given: Double, right: Double)? {
      guard evidence.budget.allows(3) else { return nil }
      let gradient = try evidence.gradient(of: block.position, evidence.cotangent, at: point)
      return try evidence.derivative(
        of: evidence.map, at: point, block.position, along: direction
      ).map { (dot(gradient, direction), dot($0, evidence.cotangent)) }
    }
    guard evidence.map.variables.count > 1, evidence.broken.isEmpty,
      let here = try component(evidence.point)
    else { return nil }
    let size = max(here.given.magnitude, here.right.magnitude)
    let error = here.given - here.right
    guard error.isFinite, error.magnitude > 1e-3 * size else { return nil }
    // What the error does not change with though the right one does; with what else it does; what only one changes
    // with.
    var (outside, inside, lost, foreign) = ([String](), [String](), [String](), [String]())
    for (position, variable) in evidence.map.variables.enumerated() {
      guard let there = try component(Dependence.moved(evidence, position)) else { return nil }
      func isSame(_ a: Double, _ b: Double) -> Bool {
        (a - b).magnitude <= 1e-7 * size
      }
      let isRightSame = isSame(there.right, here.right)
      if isSame(there.given - there.right, error) {
        if !isRightSame { outside.append(variable.name) }
      } else {
        inside.append(variable.name)
        if isSame(there.given, here.given) { lost.append(variable.name) }
        if isRightSame { foreign.append(variable.name) }
      }
    }
    let finding: String
    let advice: String
    if !outside.isEmpty {
      finding =
        "is off by something that does not change with \(listed(outside))"
        + (inside.isEmpty ? "" : ", and does with \(listed(inside))")
      advice =
        inside.isEmpty
        ? "look for a constant that is left out or added, such as a label, a target or a weight"
        : "look for a term made of \(listed(inside)) alone: it is left out, or has another factor or sign"
    } else if !lost.isEmpty {
      finding = "does not change with \(listed(lost)), and the right one does"
      advice =
        "look for a use of \(listed(lost)) that is left out, or for a value kept from elsewhere"
    } else if !foreign.isEmpty {
      finding = "changes with \(listed(foreign)), and the right one does not"
      advice = "look for a use of \(listed(foreign)) that does not belong there"
    } else {
      return nil
    }
    return (
      Diagnosis(
        [block.variable.name], .missingPart, "a part without \(listed(outside + lost + foreign))",
        .likely, finding: finding, advice: advice), 30
    )
  }
}
