import GSL

/// On which variables depends what a wrong gradient is off by: that tells which term of the function was left out or
/// changed, whatever it was.
struct Remainder {
  let block: BlockEvidence
  let evidence: Evidence

  /// One fact at most; it completes "the gradient of weight …".
  func sentences() throws -> [String] {
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
    else { return [] }
    let size = max(here.given.magnitude, here.right.magnitude)
    let error = here.given - here.right
    guard error.isFinite, error.magnitude > 1e-3 * size else { return [] }
    // What the error does not change with though the right one does; with what else it does; what only one changes
    // with.
    var (outside, inside, lost, foreign) = ([String](), [String](), [String](), [String]())
    for (position, variable) in evidence.map.variables.enumerated() {
      guard let there = try component(Dependence.moved(evidence, position)) else { return [] }
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
    if !outside.isEmpty {
      return [
        "is off by something that does not change with \(listed(outside)), "
          + (inside.isEmpty
            ? "and with nothing else: a constant is left out or added, such as a label or a target"
            : "and does with \(listed(inside)): a term of \(listed(inside)) alone is left out, or has "
              + "another factor or sign")
      ]
    }
    if !lost.isEmpty {
      return [
        "does not change with \(listed(lost)), and the right one does: a use of \(listed(lost)) is "
          + "left out, or a value kept from elsewhere"
      ]
    }
    return foreign.isEmpty
      ? []
      : [
        "changes with \(listed(foreign)), and the right one does not: a use of \(listed(foreign)) "
          + "does not belong there"
      ]
  }
}
