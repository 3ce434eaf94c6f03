/// Pearson's χ² of counts that should be equal.
func chiSquare(_ counts: [Int]) -> Double {
  let expected = Double(counts.reduce(0, +)) / Double(counts.count)
  return counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
}

/// A value that χ² exceeds by chance less than once in a million: five deviations in the normal
/// approximation of Wilson and Hilferty, (χ²/k)^(1/3) ~ N(1 − 2/(9k), 2/(9k)).
func chiSquareLimit(degrees: Int) -> Double {
  guard degrees > 0 else { return 0 }
  let variance = 2 / (9 * Double(degrees))
  let root = 1 - variance + 5 * variance.squareRoot()
  return Double(degrees) * root * root * root
}
