import Foundation

extension Double {
  /// Two significant digits: "4.1e-08".
  var brief: String { isFinite ? String(format: "%.1e", self) : "\(self)" }

  /// Seven significant digits, with room for a sign: "-1.234567e-02".
  var long: String { isFinite ? String(format: "%.6e", self) : "\(self)" }

  /// As few digits as the number has: "1e-05".
  var exact: String { String(format: "%g", self) }
}
