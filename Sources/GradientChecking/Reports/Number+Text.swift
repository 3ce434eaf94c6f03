import Foundation

/// A number in as few characters as a sentence can do with: three significant digits.
func short(_ value: Double) -> String { String(format: "%.3g", value) }
