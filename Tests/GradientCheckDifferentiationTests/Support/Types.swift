import Foundation
import GradientCheckDifferentiation
import GradientChecking
import _Differentiation

/// A complex number, in 64 bits or 128.
struct Complex: Differentiable, Equatable {
  var re: Double
  var im: Double

  @differentiable(reverse)
  init(re: Double, im: Double) {
    self.re = re
    self.im = im
  }

  static func * (a: Complex, b: Complex) -> Complex {
    Complex(re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re)
  }

  static func square(_ z: Complex) -> Complex { z * z }

  /// dz = 2·conj(z)·g
  @derivative(of: square)
  static func squareDerivative(
    _ z: Complex
  ) -> (value: Complex, pullback: (TangentVector) -> TangentVector) {
    (
      z * z,
      { g in
        TangentVector(re: 2 * (z.re * g.re + z.im * g.im), im: 2 * (z.re * g.im - z.im * g.re))
      }
    )
  }

  static func cube(_ z: Complex) -> Complex { z * z * z }

  /// Without the conjugate.
  @derivative(of: cube)
  static func cubeDerivative(
    _ z: Complex
  ) -> (value: Complex, pullback: (TangentVector) -> TangentVector) {
    let s = z * z
    return (
      z * z * z,
      { g in
        TangentVector(re: 3 * (s.re * g.re - s.im * g.im), im: 3 * (s.re * g.im + s.im * g.re))
      }
    )
  }
}

extension Complex: CoordinatedStruct {
  static var parts: [Part<Self>] { [Part(\.re, \.re), Part(\.im, \.im)] }
}

/// An affine function of two numbers.
struct Affine: Differentiable {
  var weight: [Double]
  var bias: Double

  @differentiable(reverse)
  func callAsFunction(_ x: [Double]) -> Double { weight[0] * x[0] + weight[1] * x[1] + bias }
}

extension Affine: CoordinatedStruct {
  static var parts: [Part<Self>] { [Part(\.weight, \.weight), Part(\.bias, \.bias)] }
}

/// A struct of structs, with what has no derivative.
struct Network: Differentiable {
  var layers: [Affine]
  var scale: Float
  @noDerivative var name = "network"

  @differentiable(reverse)
  func callAsFunction(_ x: [Double]) -> Double {
    Double(scale) * (layers[0](x) * layers[1](x) + layers[1].bias)
  }
}

extension Network: CoordinatedStruct {
  static var parts: [Part<Self>] { [Part(\.layers, \.layers), Part(\.scale, \.scale)] }
}

/// A point of the unit circle, which turns by an angle.
struct Direction: Differentiable, Coordinated {
  var x: Double
  var y: Double

  struct TangentVector: Differentiable, AdditiveArithmetic {
    var angle: Double
  }

  mutating func move(by offset: TangentVector) {
    let (c, s) = (cos(offset.angle), sin(offset.angle))
    (x, y) = (c * x - s * y, s * x + c * y)
  }

  // One coordinate, 0 where the direction stands.
  var blocks: [CoordinateBlock] { [CoordinateBlock("angle", shape: [], values: [0])] }

  func moved(to blocks: ArraySlice<[Double]>) -> Direction {
    var moved = self
    moved.move(by: tangent(blocks))
    return moved
  }

  func tangent(_ blocks: ArraySlice<[Double]>) -> TangentVector {
    TangentVector(angle: blocks[blocks.startIndex][0])
  }

  func blocks(of tangent: TangentVector) -> [[Double]] { [[tangent.angle]] }

  static var precision: Precision { .double }

  static var isFlat: Bool { false }

  /// a·x + b·y
  func height(_ a: Double, _ b: Double) -> Double { a * x + b * y }

  @derivative(of: height, wrt: self)
  func heightDerivative(
    _ a: Double, _ b: Double
  ) -> (value: Double, pullback: (Double) -> TangentVector) {
    (height(a, b), { v in TangentVector(angle: v * (b * x - a * y)) })
  }

  func wrongHeight(_ a: Double, _ b: Double) -> Double { a * x + b * y }

  @derivative(of: wrongHeight, wrt: self)
  func wrongHeightDerivative(
    _ a: Double, _ b: Double
  ) -> (value: Double, pullback: (Double) -> TangentVector) {
    (height(a, b), { v in TangentVector(angle: v * (b * x + a * y)) })
  }
}
