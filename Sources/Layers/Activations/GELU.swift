import RealModule
import Tensors

/// The Gaussian error linear unit: a number times the chance that a normal one is smaller.
///
///     exact      y = x·Φ(x)                dx = g·(Φ(x) + x·φ(x))        Φ(x) = ½·erfc(−x/√2), φ(x) = e^(−x²/2)/√(2π)
///     tanh       y = ½·x·(1 + tanh u)      u = √(2/π)·(x + 0.044715·x³)
///                which is x·σ(2u)          dx = g·(σ(2u) + x·σ(2u)·σ(−2u)·2u')
///
/// Any shape. Exact by default, as in PyTorch; the other is a common approximation of it. Source: Hendrycks, Gimpel:
/// "Gaussian error linear units", 2016.
public struct GELU<Scalar: TensorScalar>: ElementwiseActivation {
  public typealias Input = Tensor<Scalar>

  /// Whether it is Φ itself, not an approximation by tanh.
  public let isExact: Bool

  public init(exact isExact: Bool = true) { self.isExact = isExact }

  /// 2u.
  @inline(__always)
  private static func doubled(_ x: Scalar) -> Scalar {
    2 * Scalar.sqrt(2 / .pi) * (x + 0.044715 * x * x * x)
  }

  /// 2u'.
  @inline(__always)
  private static func doubledSlope(_ x: Scalar) -> Scalar {
    2 * Scalar.sqrt(2 / .pi) * (1 + 3 * 0.044715 * x * x)
  }

  public var description: String { isExact ? "GELU" : "GELU(tanh)" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func values(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    guard isExact else {
      return x.map { $0 * Scalar.sigmoid(Self.doubled($0)) }
    }
    let root = Scalar.sqrt(0.5)
    return x.map { $0 * Scalar.erfc(-root * $0) / 2 }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gradient(_ g: Tensor<Scalar>, at x: Tensor<Scalar>) -> Tensor<Scalar> {
    guard isExact else {
      return x.combined(with: g) { x, g in
        let gate = Scalar.sigmoid(Self.doubled(x))
        let rest = Scalar.sigmoid(-Self.doubled(x))
        // Where the gate is shut or open the cubic does not matter, and may be infinite.
        return g * (gate + (gate * rest == 0 ? 0 : x * gate * rest * Self.doubledSlope(x)))
      }
    }
    let (root, density) = (Scalar.sqrt(0.5), 1 / Scalar.sqrt(2 * .pi))
    return x.combined(with: g) { x, g in
      g * (Scalar.erfc(-root * x) / 2 + x * density * Scalar.exp(-x * x / 2))
    }
  }
}
