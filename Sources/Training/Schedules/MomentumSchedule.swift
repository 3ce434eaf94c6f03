import Tensors

/// How momentum grows with time, from ½ to a limit: little while the direction still changes, much when
/// it has settled.
///
///     μ(t) = min(1 − 1 / (2·(⌊t / interval⌋ + 1)), limit)        ½, ¾, ⅚, …
///
/// t counts steps from 0. Source: Sutskever, Martens, Dahl, Hinton: "On the importance of initialization
/// and momentum in deep learning", ICML 2013, equation 5, with an interval of 250 steps and a limit of
/// 0.99 among others.
public struct MomentumSchedule<Scalar: TensorScalar>: Sendable, Equatable {
  public let interval: Int
  public let limit: Scalar

  public init(interval: Int = 250, limit: Scalar = 0.99) {
    precondition(interval > 0 && (0..<1).contains(limit), "interval > 0, limit in 0 ..< 1")
    self.interval = interval
    self.limit = limit
  }

  /// The momentum at step `t`.
  public func momentum(at t: Int) -> Scalar {
    min(1 - 1 / (2 * Scalar(t / interval + 1)), limit)
  }
}
