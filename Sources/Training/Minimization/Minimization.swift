/// Where a search for a minimum has come to.
public struct Minimum: Sendable {
  public let point: [Double]
  public let value: Double
  /// The length of the gradient there.
  public let gradientNorm: Double
  /// The steps that were taken.
  public let steps: Int
  /// Whether the gradient became as small as was asked for.
  public let isConverged: Bool
}

/// How far to go along a direction d from x, on which f falls with slope s = ⟨∇f, d⟩ < 0.
public enum LineSearch: Sendable, Hashable {
  /// Always t.
  case fixed(Double)
  /// The first of 1, ½, ¼, … with f(x + t·d) ≤ f(x) + 10⁻⁴·t·s (Armijo 1966); none after 2⁻⁴⁰.
  case backtracking
}

extension LineSearch {
  /// The point that is reached, with what f is there; nil where f does not fall, as along a wrong gradient.
  func step(
    _ function: ObjectiveFunction, from x: [Double], _ value: Double, along d: [Double],
    slope: Double
  ) throws -> (point: [Double], value: Double, gradient: [Double])? {
    func moved(_ t: Double) throws -> (point: [Double], value: Double, gradient: [Double]) {
      let point = zip(x, d).map { $0 + t * $1 }
      let (value, gradient) = try function.evaluate(point)
      return (point, value, gradient)
    }
    switch self {
    case .fixed(let t): return try moved(t)
    case .backtracking:
      guard slope < 0 else { return nil }
      var t = 1.0
      for _ in 0..<40 {
        let next = try moved(t)
        if next.value <= value + 1e-4 * t * slope { return next }
        t /= 2
      }
      return nil
    }
  }
}

func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

func norm(_ a: [Double]) -> Double { dot(a, a).squareRoot() }
