/// A quasi-Newton method that remembers the last few steps instead of a Hessian, for small problems in one batch.
///
///     d = −H·g        H from the last m pairs s = xₖ₊₁ − xₖ, y = gₖ₊₁ − gₖ by the two loops
///     before the first pair: d = −g, with a step of min(1, 1/Σ|g|); H starts from (sᵀy/yᵀy)·1
///
/// A pair with sᵀy ≤ 10⁻¹⁰ is passed over. With a fixed step as PyTorch's `LBFGS` without a line search. Source: Liu,
/// Nocedal: "On the limited memory BFGS method for large scale optimization", Mathematical Programming 1989.
public struct LBFGS: Sendable, Hashable {
  /// m.
  public var memory = 10
  public var lineSearch = LineSearch.backtracking
  /// The most steps, and the length of the gradient at which it is good.
  public var limit = 100
  public var tolerance = 1e-8

  public init() {}

  /// The point that is reached from `start`, and the points on the way to it, which go to `observe`.
  ///
  /// - Throws: what `function` throws.
  public func minimize(
    _ function: ObjectiveFunction, from start: [Double], observe: ([Double]) -> Void = { _ in }
  ) throws -> Minimum {
    var x = start
    var (value, gradient) = try function.evaluate(x)
    var pairs: [(s: [Double], y: [Double])] = []
    for step in 0..<limit {
      guard norm(gradient) > tolerance else {
        return Minimum(
          point: x, value: value, gradientNorm: norm(gradient), steps: step, isConverged: true)
      }
      var d = direction(gradient, pairs)
      if step == 0 {
        let size = gradient.reduce(0) { $0 + $1.magnitude }
        d = d.map { $0 * min(1, 1 / size) }
      }
      guard
        let next = try lineSearch.step(
          function, from: x, value, along: d, slope: dot(d, gradient))
      else {
        return Minimum(
          point: x, value: value, gradientNorm: norm(gradient), steps: step, isConverged: false)
      }
      let (s, y) = (
        zip(next.point, x).map { $0 - $1 }, zip(next.gradient, gradient).map { $0 - $1 }
      )
      if dot(s, y) > 1e-10 { pairs = (pairs + [(s, y)]).suffix(memory) }
      (x, value, gradient) = next
      observe(x)
    }
    return Minimum(
      point: x, value: value, gradientNorm: norm(gradient), steps: limit,
      isConverged: norm(gradient) <= tolerance)
  }

  /// −H·g.
  private func direction(_ g: [Double], _ pairs: [(s: [Double], y: [Double])]) -> [Double] {
    var q = g.map { -$0 }
    var shares: [Double] = []
    for (s, y) in pairs.reversed() {
      let share = dot(s, q) / dot(s, y)
      q = zip(q, y).map { $0 - share * $1 }
      shares.append(share)
    }
    if let (s, y) = pairs.last {
      let scale = dot(s, y) / dot(y, y)
      q = q.map { $0 * scale }
    }
    for ((s, y), share) in zip(pairs, shares.reversed()) {
      let back = dot(y, q) / dot(s, y)
      q = zip(q, s).map { $0 + (share - back) * $1 }
    }
    return q
  }
}
