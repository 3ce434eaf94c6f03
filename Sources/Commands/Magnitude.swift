import ArgumentParser

/// A number from 0 up as it was given, which may be too large or too small for the arithmetic.
package struct Magnitude: ExpressibleByArgument, Sendable {
  private let text: String
  private let number: Double

  package init?(argument: String) {
    guard let number = Double(argument) else { return nil }
    (text, self.number) = (argument, number)
  }

  package init(_ number: Double) { (text, self.number) = ("\(number)", number) }

  package var defaultValueDescription: String { text }

  /// The number, for an option of this name.
  ///
  /// - Parameter isSingle: Whether it is computed with in single precision.
  ///
  /// - Throws: a `ValidationError` where it is no number from 0 up, or would become 0 or infinite.
  package func value(_ option: String, isSingle: Bool) throws -> Double {
    guard number >= 0, text.contains(where: \.isNumber) else {
      throw ValidationError("\(option) is a number from 0 up, not \(text.shortened).")
    }
    let mantissa = text.prefix { !"eEpP".contains($0) }
    let isZero = !mantissa.contains { "123456789abcdfABCDF".contains($0) }
    let rounded = isSingle ? Double(Float(number)) : number
    guard rounded.isFinite, isZero || rounded > 0 else {
      let range =
        isSingle ? "1.5e-45 and 3.4e38 in single precision" : "5e-324 and 1.7e308"
      throw ValidationError("\(option) is 0 or between \(range), not \(text.shortened).")
    }
    return number
  }
}
