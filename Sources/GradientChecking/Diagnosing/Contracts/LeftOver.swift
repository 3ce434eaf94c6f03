/// The gradient depends on earlier calls.
struct LeftOver: Contract {
  func diagnosis(of block: BlockEvidence, in evidence: Evidence) throws -> Diagnosis? {
    guard !evidence.broken.isDisjoint(with: [.gradients, .leftovers, .linearity]),
      evidence.budget.allows(12)
    else { return nil }
    let (point, u) = (evidence.point, evidence.cotangent)
    func call(_ cotangent: [Double], _ point: Point) throws -> [Double] {
      let whole = try evidence.gradient(of: block.position, cotangent, at: point)
      return block.coordinates.map { whole[$0] }
    }
    let n = block.numeric
    let calls = try (0..<4).map { _ in try call(u, point) }
    let steps = zip(calls.dropFirst(), calls).map { zip($0, $1).map { $0 - $1 } }
    let zero = [Double](repeating: 0, count: u.count)
    func diagnosis(_ quantity: String, _ finding: String, _ advice: String) -> Diagnosis {
      Diagnosis(
        [block.variable.name], .state, quantity, .certain, finding: finding, advice: advice)
    }
    func isNear(_ a: [Double], _ b: [Double]) -> Bool {
      let d = zip(a, b).map { $0 - $1 }
      return dot(d, d).squareRoot() <= 1e-4 * max(1e-300, dot(b, b).squareRoot())
    }
    let previous = diagnosis(
      "previous call", "is that of the call before",
      "keep nothing of a call but what its own backward pass needs")
    if n.contains(where: { $0 != 0 }), steps.allSatisfy({ isNear($0, n) }) {
      return diagnosis(
        "accumulated", "grows by the right gradient with every call",
        "set the buffer to zero before adding to it")
    }
    let left = try call(zero, point)
    let again = try call(zero, point)
    if left.contains(where: { $0 != 0 }), again.allSatisfy({ $0 == 0 }) {
      return isNear(left, n)
        ? previous
        : diagnosis(
          "left over", "contains what an earlier call left behind",
          "clear the scratch before it is used again")
    }
    if calls.dropFirst().allSatisfy({ isNear($0, calls[1]) }) {
      // Right when called twice in a row: does it lag behind?
      let elsewhere = Point(point.blocks.map { $0.map { 1.1 * $0 + 0.05 } })
      _ = try call(u, elsewhere)
      let after = try call(u, point)
      let now = try call(u, point)
      return !isNear(after, now) && (isNear(now, n) || !isNear(after, n)) ? previous : nil
    }
    // Each call a constant factor of the one before.
    let isZeroHere = calls.map { $0.map { $0 == 0 } }
    if Set(isZeroHere).count > 1, calls.allSatisfy({ !$0.allSatisfy { $0 == 0 } }) {
      return diagnosis(
        "another mask", "is zero at other places in every call",
        "draw the mask once, in the forward pass, and keep it for the backward pass")
    }
    let ratio = dot(calls[1], calls[0]) / max(1e-300, dot(calls[0], calls[0]))
    if isNear(calls[1], calls[0].map { ratio * $0 }), ratio != 1 {
      return diagnosis(
        "mutated", "is \(short(ratio)) times that of the call before, at the same point",
        "do not change what is passed in, nor what is kept from the forward pass")
    }
    return diagnosis(
      "changes from call to call", "changes from call to call", "remove what it remembers")
  }
}
