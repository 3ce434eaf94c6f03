import Foundation

/// The softplus, y = ln(1 + eˣ), in plain arrays: a layer that has heard of no library.
public struct Softplus: Sendable {
  public init() {}

  public func forward(_ x: [Double]) -> [Double] {
    // The exponential is only taken of negative numbers, so it never overflows.
    x.map { max($0, 0) + log1p(exp(-$0.magnitude)) }
  }

  /// dx = g / (1 + e⁻ˣ)
  public func backward(_ outputGradient: [Double], input x: [Double]) -> [Double] {
    zip(outputGradient, x).map { $0 / (1 + exp(-$1)) }
  }
}
