import Foundation

extension Double {
  /// Three significant digits as a person would write them: "2.31", "4.1e-05", "0".
  var short: String {
    guard isFinite else { return "\(self)" }
    let magnitude = abs(self)
    return magnitude == 0 || (0.01..<10_000).contains(magnitude)
      ? String(format: "%.3g", self) : String(format: "%.1e", self)
  }

  /// A share as a percentage: "40 %".
  var percent: String { isFinite ? "\((100 * self).short) %" : "\(self)" }
}

extension Double {
  /// One significant digit: "1e-05", "0.02".
  var oneDigit: String { String(format: "%.1g", self) }
}
