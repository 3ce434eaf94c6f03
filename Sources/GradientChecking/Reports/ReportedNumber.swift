/// A number that can be reported whatever it is: encoded as the string "inf", "-inf" or "nan" where it is
/// not finite, which JSON has no number for, and equal to itself even where it is not a number.
@propertyWrapper
public struct ReportedNumber: Sendable, Codable, Equatable {
  public let wrappedValue: Double

  public init(wrappedValue: Double) { self.wrappedValue = wrappedValue }

  public static func == (lhs: Self, rhs: Self) -> Bool {
    lhs.wrappedValue == rhs.wrappedValue || (lhs.wrappedValue.isNaN && rhs.wrappedValue.isNaN)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      wrappedValue = number
      return
    }
    let text = try container.decode(String.self)
    guard ["inf", "-inf", "nan"].contains(text), let number = Double(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected a number, \"inf\", \"-inf\" or \"nan\"")
    }
    wrappedValue = number
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if wrappedValue.isFinite {
      try container.encode(wrappedValue)
    } else {
      try container.encode(wrappedValue.isNaN ? "nan" : wrappedValue > 0 ? "inf" : "-inf")
    }
  }
}
