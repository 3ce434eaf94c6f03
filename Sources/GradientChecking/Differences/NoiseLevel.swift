/// The computational noise of a function along a line: the standard deviation of what rounding adds
/// to its values.
///
/// Over places so close that the function is a polynomial of low degree, its k-th differences are
/// noise alone. Their mean square estimates σ²·(2k)!/(k!)².
///
/// Source: Moré, Wild: "Estimating computational noise", SIAM J. Sci. Comput. 33 (2011).
struct NoiseLevel {
  /// σ, in the units of the contracted output.
  let deviation: Double

  private static let places = 7
  private static let orders = 3...6

  /// Samples `line` on both sides of the point, at equal distances of about the square root of the
  /// unit roundoff. The quieter side counts: on the other one there may be a kink.
  init(_ line: inout Line, precision: Precision) throws {
    let spacing = line.scale * precision.unitRoundoff.squareRoot()
    deviation = min(
      try NoiseLevel.deviation(&line, spacing: spacing),
      try NoiseLevel.deviation(&line, spacing: -spacing))
  }

  private static func deviation(_ line: inout Line, spacing: Double) throws -> Double {
    var differences: [Double] = []
    for place in 1...places {
      differences.append(try line.sample(Double(place) * spacing).change)
    }
    var estimates: [Double] = []
    var expectation = 1.0
    for order in 1...orders.upperBound {
      differences = zip(differences.dropFirst(), differences).map { $0 - $1 }
      expectation *= Double(2 * (2 * order - 1)) / Double(order)
      guard orders.contains(order) else { continue }
      let meanSquare = differences.reduce(0) { $0 + $1 * $1 } / Double(differences.count)
      estimates.append((meanSquare / expectation).squareRoot())
    }
    estimates.sort()
    let median = (estimates[1] + estimates[2]) / 2
    return median.isFinite ? median : 0
  }
}
