import Foundation

extension Double {
  /// Two significant digits: "4.1e-08".
  package var brief: String { isFinite ? String(format: "%.1e", self) : "\(self)" }

  /// Six significant digits, such as "-1.23457e-02".
  package var long: String { isFinite ? String(format: "%.5e", self) : "\(self)" }

  /// As few digits as the number has: "1e-05".
  package var exact: String { String(format: "%g", self) }
}
