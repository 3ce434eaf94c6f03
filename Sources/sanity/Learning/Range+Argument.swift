import ArgumentParser
import Commands

/// A range of magnitudes as it is written on the command line: "1e-5:1".
struct MagnitudeRange: ExpressibleByArgument, Sendable {
  private let text: String
  private let ends: [Magnitude]

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    let ends = parts.compactMap { Magnitude(argument: String($0)) }
    guard ends.count == 2, parts.count == 2 else { return nil }
    (text, self.ends) = (argument, ends)
  }

  var defaultValueDescription: String { text }

  /// The range, for an option of this name.
  ///
  /// - Throws: a `ValidationError` where it is none, or does not fit the arithmetic.
  func value(_ option: String, isSingle: Bool) throws -> ClosedRange<Double> {
    let values = try ends.map { try $0.value(option, isSingle: isSingle) }
    guard values[0] > 0, values[0] < values[1] else {
      throw ValidationError(
        "\(option) is two numbers above 0, the smaller one first, such as 1e-5:1; not "
          + "\(text.shortened).")
    }
    return values[0]...values[1]
  }
}
