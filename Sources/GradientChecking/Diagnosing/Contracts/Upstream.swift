/// The gradient from above is not used as it should be: ignored, squared, looked at for its sign only.
struct Upstream: Contract {
  func diagnosis(of block: BlockEvidence, in evidence: Evidence) throws -> Diagnosis? {
    guard evidence.broken.contains(.linearity),
      evidence.budget.allows(4)
    else { return nil }
    let u = evidence.cotangent
    func call(_ factor: Double) throws -> [Double] {
      try evidence.gradient(of: block.position, u.map { factor * $0 }, at: evidence.point)
    }
    let (once, twice, minus) = (try call(1), try call(2), try call(-1))
    let size = dot(once, once).squareRoot()
    func isNear(_ a: [Double], _ factor: Double) -> Bool {
      let d = zip(a, once).map { $0 - factor * $1 }
      return dot(d, d).squareRoot() <= 1e-9 * size
    }
    func diagnosis(_ quantity: String, _ finding: String, _ advice: String) -> Diagnosis {
      Diagnosis(
        [block.variable.name], .upstream, quantity, .certain, finding: finding, advice: advice)
    }
    guard size > 0 else { return nil }
    if isNear(twice, 1) {
      return diagnosis(
        "ignored", "is the same whatever comes from above",
        "multiply it by the gradient from above")
    }
    if isNear(twice, 4) {
      return diagnosis(
        "squared", "grows with the square of the gradient from above",
        "multiply by the gradient from above once")
    }
    let zero = try call(0)
    if let ones = block.samples[0].right(for: u.map { _ in 1 }),
      isCollinear(zero, ones, block.coordinates)
    {
      return diagnosis(
        "ignored", "contains what it would be for a cotangent of ones, whatever comes from above",
        "multiply it by the gradient from above")
    }
    let (growth, asymmetry) = (
      zip(twice, once).map { $0 - 2 * $1 }, zip(minus, once).map { $0 + $1 }
    )
    let difference = zip(growth, asymmetry).map { $0 - $1 }
    if zero.allSatisfy({ $0 == 0 }), isEverywhere(growth, once),
      dot(difference, difference) <= 1e-10 * dot(growth, growth)
    {
      return diagnosis(
        "squared", "contains the square of the gradient from above",
        "multiply by the gradient from above once")
    }
    if isNear(twice, 2), isEverywhere(asymmetry, once) || isEverywhere(asymmetry, minus),
      dot(asymmetry, asymmetry).squareRoot() > 0.01 * size
    {
      return diagnosis(
        "tested", "depends on the sign of the gradient from above",
        "test the input of the forward pass, not the gradient from above")
    }
    let rest = zip(zip(twice, once), zero).map { $0.0 - 2 * $0.1 + $1 }
    if dot(zero, zero).squareRoot() > 1e-3 * size, dot(rest, rest).squareRoot() <= 1e-9 * size {
      return diagnosis(
        "added", "has a part that does not come from above: it is not zero where that is",
        "multiply each term by the gradient from above, or by the sum of it that belongs to the term"
      )
    }
    return nil
  }

  /// Whether a change is not that of a few places only.
  private func isEverywhere(_ change: [Double], _ gradient: [Double]) -> Bool {
    let size = change.reduce(0) { max($0, $1.magnitude) }
    let changing = zip(change, gradient).count { $0.magnitude > 1e-9 * size && $1 != 0 }
    return size > 0 && 2 * changing > gradient.count { $0 != 0 }
  }

  /// Whether the entries of `gradient` at the known coordinates are a multiple of `values`.
  private func isCollinear(_ gradient: [Double], _ values: [Double], _ coordinates: [Int]) -> Bool {
    guard values.count == coordinates.count, values.count > 1 else { return false }
    let own = coordinates.map { gradient[$0] }
    let (aa, av, vv) = (dot(own, own), dot(own, values), dot(values, values))
    return aa > 0 && vv > 0 && av * av >= (1 - 1e-8) * aa * vv
  }
}
