/// The floating-point format in which a function computes.
public enum Precision: String, Sendable, Codable, CaseIterable {
  case double
  case float

  /// Half the distance from 1 to the next number: the largest relative rounding error.
  public var unitRoundoff: Double { self == .double ? 0x1p-53 : 0x1p-24 }

  /// The step near `step` that leads from `value` to a representable number, so that what is
  /// divided by is exactly what was added.
  func representable(_ step: Double, from value: Double) -> Double {
    switch self {
    case .double: (value + step) - value
    case .float: Double(Float(value) + Float(step)) - Double(Float(value))
    }
  }
}
