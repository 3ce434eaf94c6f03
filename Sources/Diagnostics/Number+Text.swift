import Foundation

extension Double {
  /// Three significant digits as a person would write them: "2.31", "4.1e-05", "0".
  package var short: String {
    guard !isNaN else { return "NaN" }
    guard isFinite else { return "\(self)" }
    let magnitude = abs(self)
    return magnitude == 0 || (0.01..<10_000).contains(magnitude)
      ? String(format: "%.3g", self) : String(format: "%.1e", self)
  }

  /// A share as a percentage: "40 %".
  var percent: String { isFinite ? "\((100 * self).short) %" : short }
}

extension String {
  /// So many of what this noun says: "1 step", "20 steps".
  func counted(_ count: Int, plural: String? = nil) -> String {
    "\(count) \(count == 1 ? self : plural ?? self + "s")"
  }
}

extension Double {
  /// One significant digit: "1e-05", "0.02", "3000".
  var oneDigit: String {
    guard self >= 1, isFinite else { return String(format: "%.1g", self) }
    let unit = pow(10, log10(self).rounded(.down))
    return String(format: "%.0f", (self / unit).rounded() * unit)
  }
}
