import Foundation
import _Differentiation

/// Elementary functions with derivatives, by somebody who has heard of no checker.
public enum Elementary {
  public static func hyperbolicCosine(_ x: Double) -> Double { cosh(x) }

  @derivative(of: hyperbolicCosine)
  public static func hyperbolicCosineDerivative(
    _ x: Double
  ) -> (value: Double, pullback: (Double) -> Double) {
    (cosh(x), { v in v * sinh(x) })
  }

  public static func hyperbolicSine(_ x: Double) -> Double { sinh(x) }

  /// Forgets to multiply by what comes from above.
  @derivative(of: hyperbolicSine)
  public static func hyperbolicSineDerivative(
    _ x: Double
  ) -> (value: Double, pullback: (Double) -> Double) {
    (sinh(x), { _ in cosh(x) })
  }
}

/// A line of two numbers.
public struct Line: Differentiable {
  public var slope: Double
  public var offsets: [Double]

  public init(slope: Double, offsets: [Double]) {
    self.slope = slope
    self.offsets = offsets
  }

  @differentiable(reverse)
  public func callAsFunction(_ x: Double) -> Double {
    slope * Elementary.hyperbolicCosine(x) + offsets[0] * offsets[1]
  }
}
