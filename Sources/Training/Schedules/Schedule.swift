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
  /// α₁ + ½(α₀ − α₁)·(1 + cos(π·t/T)) down to the floor α₁ at t = T, and that from then on.
  /// (Loshchilov, Hutter: "SGDR: stochastic gradient descent with warm restarts", ICLR 2017.)
  case cosine(period: Int, floor: Scalar = 0)
  /// The same over and over, from α₀ again at every multiple of T: a snapshot before each makes an ensemble.
  /// (Huang et al.: "Snapshot ensembles", ICLR 2017.)
  case cosineRestarts(period: Int, floor: Scalar = 0)
  /// α₀·(t + 1)/(n + 1) for the first n steps, then another schedule from its beginning.
  indirect case warmUp(steps: Int, then: Schedule)

  /// The rate at time `t` that started from `initial`, α₀.
  public func rate(at t: Int, from initial: Scalar) -> Scalar {
    switch self {
    case .constant: initial
    case .step(let factor, let interval): initial * Scalar.pow(factor, t / max(1, interval))
    case .exponential(let rate): initial * Scalar.exp(-rate * Scalar(t))
    case .inverse(let rate): initial / (1 + rate * Scalar(t))
    case .cosine(let period, let floor):
      Schedule.cosine(Scalar(min(t, period)) / Scalar(max(1, period)), initial, floor)
    case .cosineRestarts(let period, let floor):
      Schedule.cosine(Scalar(t % max(1, period)) / Scalar(max(1, period)), initial, floor)
    case .warmUp(let steps, let then):
      t < steps
        ? initial * Scalar(t + 1) / Scalar(steps + 1) : then.rate(at: t - steps, from: initial)
    }
  }

  /// The cosine's first half, after a share of it.
  private static func cosine(_ share: Scalar, _ initial: Scalar, _ floor: Scalar) -> Scalar {
    floor + (initial - floor) * (1 + Scalar.cos(.pi * share)) / 2
  }
}
