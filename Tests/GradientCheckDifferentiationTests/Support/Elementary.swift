import Foundation
import _Differentiation

/// Elementary functions with derivatives of their own, right and wrong ones.
enum Elementary {
  static func hyperbolicCosine(_ x: Double) -> Double { Foundation.cosh(x) }

  @derivative(of: hyperbolicCosine)
  static func hyperbolicCosineDerivative(
    _ x: Double
  ) -> (value: Double, pullback: (Double) -> Double) {
    (Foundation.cosh(x), { v in v * Foundation.sinh(x) })
  }

  static func cosineOfOne(_ x: Double) -> Double { Foundation.cosh(x) }

  /// Ignores what comes from above.
  @derivative(of: cosineOfOne)
  static func cosineOfOneDerivative(
    _ x: Double
  ) -> (value: Double, pullback: (Double) -> Double) {
    (Foundation.cosh(x), { _ in Foundation.sinh(x) })
  }

  static func wrongSine(_ x: Float) -> Float { Foundation.sin(x) }

  @derivative(of: wrongSine)
  static func wrongSineDerivative(_ x: Float) -> (value: Float, pullback: (Float) -> Float) {
    (Foundation.sin(x), { v in -v * Foundation.cos(x) })
  }

  static func otherValue(_ x: Double) -> Double { 2 * x }

  /// A value of its own.
  @derivative(of: otherValue)
  static func otherValueDerivative(
    _ x: Double
  ) -> (value: Double, pullback: (Double) -> Double) {
    (2 * x + 1, { v in 2 * v })
  }

  static func usedUp(_ x: Double) -> Double { 3 * x }

  /// A pullback that is right once.
  @derivative(of: usedUp)
  static func usedUpDerivative(_ x: Double) -> (value: Double, pullback: (Double) -> Double) {
    var factor = 3.0
    return (
      3 * x,
      { v in
        defer { factor = 0 }
        return factor * v
      }
    )
  }

  static func doubled(_ x: [Double]) -> [Double] { x.map { 2 * $0 } }

  /// Takes the zero of arrays, which is empty, for a vector of its size, and adds what it should not.
  @derivative(of: doubled)
  static func doubledDerivative(
    _ x: [Double]
  ) -> (value: [Double], pullback: ([Double].TangentVector) -> [Double].TangentVector) {
    (
      x.map { 2 * $0 },
      { v in
        v.base.isEmpty
          ? [Double].TangentVector(x.map { _ in 2 }) : [Double].TangentVector(v.base.map { 2 * $0 })
      }
    )
  }

  static func truncated(_ x: [Double]) -> [Double] { x }

  /// One gradient too few.
  @derivative(of: truncated)
  static func truncatedDerivative(
    _ x: [Double]
  ) -> (value: [Double], pullback: ([Double].TangentVector) -> [Double].TangentVector) {
    (x, { v in [Double].TangentVector(Array(v.base.dropLast())) })
  }
}
