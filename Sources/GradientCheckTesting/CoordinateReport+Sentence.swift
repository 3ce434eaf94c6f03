import Foundation
import GradientChecking

extension CoordinateReport {
  /// Both values and what to think of them; `place` says where.
  func sentence(_ place: String) -> String {
    let reason = explanation.map { ": \($0)" } ?? ""
    // The quotient across a jump is the jump by the step, and means nothing.
    guard status != .jump else { return place + reason }
    let values =
      "\(place) is \(analytic.text(digits: digits)) analytically, "
      + "\(numeric.text(digits: digits))\(uncertainty) numerically"
    guard status == .disagree else { return values + reason }
    return "\(values) (relative error \(relativeError.text(digits: 2)); \(band))\(reason)"
  }

  /// How sure the numeric value is, where the two are so close that one asks.
  private var uncertainty: String {
    let isClose = status == .disagree && Band(relativeError: relativeError) != .wrong
    return isClose && error.isFinite ? " ± \(error.text(digits: 1))" : ""
  }

  /// As many digits as it takes to tell the two values apart, and one or two more; at least four.
  private var digits: Int {
    guard relativeError.isFinite, relativeError > 0 else { return 4 }
    return min(17, max(4, 3 + Int(-log10(relativeError))))
  }

  private var band: String {
    switch Band(relativeError: relativeError) {
    case .good: "good"
    case .fineWithKinks: "too much where the function is smooth"
    case .suspicious: "suspicious"
    case .wrong: "wrong"
    }
  }
}

extension Double {
  /// The number to so many significant digits, without trailing zeros.
  func text(digits: Int) -> String { String(format: "%.\(digits)g", self) }
}
