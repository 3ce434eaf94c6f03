import RealModule

/// The range of a hyperparameter whose scale matters more than its value, such as a learning rate: values are drawn
/// with uniform logarithms.
public struct SearchRange: Sendable, Codable, Equatable {
  public let name: String
  public let low: Double
  public let high: Double

  public init(_ name: String, _ range: ClosedRange<Double>) {
    precondition(range.lowerBound > 0 && range.upperBound.isFinite, "a range above 0")
    self.name = name
    (low, high) = (range.lowerBound, range.upperBound)
  }

  /// The value after a share of the range, 0…1, as logarithms go.
  public func value(at share: Double) -> Double {
    let value = low * Double.exp(share * Double.log(high / low))
    return min(max(value, low), high)
  }

  /// The share of the range that lies below a value.
  public func share(of value: Double) -> Double {
    high > low ? Double.log(value / low) / Double.log(high / low) : 0.5
  }
}
