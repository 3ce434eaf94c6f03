import GSL

/// Newton's method with a Hessian by central differences of the gradient: for small problems, and as a use of the
/// gradient that fails when it is wrong.
///
///     H = ½(D + Dᵀ)        D[i, j] = (∇f(x + h·eᵢ) − ∇f(x − h·eᵢ))ⱼ / 2h        H·d = −g        x ← x + t·d
///
/// The true Hessian is symmetric, and so must D be: a gradient with a mistake is as a rule the gradient of nothing,
/// and ``asymmetry(of:at:)`` says so without a look at the function's values. Where H·d = −g has no solution or d does
/// not lead downward, multiples of 1 are added to H until it does (Levenberg). Linear algebra by GSL.
public struct Newton: Sendable, Hashable {
  /// h.
  public var difference = 1e-5
  public var lineSearch = LineSearch.backtracking
  /// The most steps, and the length of the gradient at which it is good.
  public var limit = 50
  public var tolerance = 1e-8

  public init() {}

  /// D, row by row.
  ///
  /// - Throws: what `function` throws.
  public func hessian(of function: ObjectiveFunction, at x: [Double]) throws -> [Double] {
    try x.indices.flatMap { i in
      func gradient(_ step: Double) throws -> [Double] {
        var x = x
        x[i] += step
        return try function.evaluate(x).gradient
      }
      let (above, below) = (try gradient(difference), try gradient(-difference))
      return zip(above, below).map { ($0 - $1) / (2 * difference) }
    }
  }

  /// The largest |D − Dᵀ| over the largest |D|: rounding for a gradient of something, else as a rule much more.
  ///
  /// - Throws: what `function` throws.
  public func asymmetry(of function: ObjectiveFunction, at x: [Double]) throws -> Double {
    let (d, n) = (try hessian(of: function, at: x), x.count)
    let largest = d.map(\.magnitude).max() ?? 0
    guard largest > 0 else { return 0 }
    return d.indices.map { (d[$0] - d[$0 % n * n + $0 / n]).magnitude }.max()! / largest
  }

  /// The point that is reached from `start`.
  ///
  /// - Throws: what `function` throws.
  public func minimize(
    _ function: ObjectiveFunction, from start: [Double]
  ) throws -> Minimum {
    var x = start
    var (value, gradient) = try function.evaluate(x)
    func minimum(_ steps: Int, _ isConverged: Bool) -> Minimum {
      Minimum(
        point: x, value: value, gradientNorm: norm(gradient), steps: steps,
        isConverged: isConverged)
    }
    for step in 0..<limit {
      guard norm(gradient) > tolerance else { return minimum(step, true) }
      let d = direction(try hessian(of: function, at: x), gradient)
      guard
        let next = try lineSearch.step(
          function, from: x, value, along: d, slope: dot(d, gradient))
      else { return minimum(step, false) }
      (x, value, gradient) = next
    }
    return minimum(limit, norm(gradient) <= tolerance)
  }

  private func direction(_ d: [Double], _ g: [Double]) -> [Double] {
    let n = g.count
    let hessian = d.indices.map { (d[$0] + d[$0 % n * n + $0 / n]) / 2 }
    let size = max(1e-12, hessian.map(\.magnitude).max() ?? 1)
    for shift in [0] + (0..<12).map({ size * 1e-6 * Double(1 << (2 * $0)) }) {
      var shifted = hessian
      for i in 0..<n { shifted[i * n + i] += shift }
      if let d = try? LinearSystem.solve(shifted, g.map { -$0 }), dot(d, g) < 0 { return d }
    }
    return g.map { -$0 }
  }
}
