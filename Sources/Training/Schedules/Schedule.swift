import RealModule
import Tensors

/// How a learning rate changes with time; t counts epochs or steps, whichever it is asked for, from 0.
public enum Schedule<Scalar: TensorScalar>: Sendable, Equatable {
  /// α₀
  case constant
  /// α₀·factor^⌊t / interval⌋: a drop by a factor every so often.
  case step(factor: Scalar, interval: Int)
  /// α₀·e^(−k·t)
  case exponential(rate: Scalar)
  /// α₀ / (1 + k·t)
  case inverse(rate: Scalar)

  /// The rate at time `t` that started from `initial`, α₀.
  public func rate(at t: Int, from initial: Scalar) -> Scalar {
    switch self {
    case .constant: initial
    case .step(let factor, let interval): initial * Scalar.pow(factor, t / max(1, interval))
    case .exponential(let rate): initial * Scalar.exp(-rate * Scalar(t))
    case .inverse(let rate): initial / (1 + rate * Scalar(t))
    }
  }
}
