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

  /// Samples `line` at equal distances of about the square root of the unit roundoff.
  init(_ line: inout Line, precision: Precision) throws {
    let spacing = line.scale * precision.unitRoundoff.squareRoot()
    let half = NoiseLevel.places / 2
    var differences: [Double] = []
    for place in -half...half {
      // The noise of the point itself cancels in differences.
      differences.append(place == 0 ? 0 : try line.sample(Double(place) * spacing).change)
    }
    var estimates: [Double] = []
    var expectation = 1.0
    for order in 1...NoiseLevel.orders.upperBound {
      differences = zip(differences.dropFirst(), differences).map { $0 - $1 }
      expectation *= Double(2 * (2 * order - 1)) / Double(order)
      guard NoiseLevel.orders.contains(order) else { continue }
      let meanSquare = differences.reduce(0) { $0 + $1 * $1 } / Double(differences.count)
      estimates.append((meanSquare / expectation).squareRoot())
    }
    estimates.sort()
    let median = (estimates[1] + estimates[2]) / 2
    deviation = median.isFinite ? median : 0
  }
}
