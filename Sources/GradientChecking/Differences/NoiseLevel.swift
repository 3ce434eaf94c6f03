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

  /// How much more noise a wider spacing may show before something else must be the cause.
  private static let credible = 30.0

  /// Samples `line` on both sides of the point, at two spacings: about the square root of the unit
  /// roundoff, where any function is smooth but few of its intermediate results change their rounding;
  /// and a hundred times that, where they all do, but a kink may lie. Of two sides the quieter one
  /// counts, of two spacings the noisier one, unless its noise is no longer credible.
  ///
  /// - Parameter floor: what rounding of the outputs alone amounts to.
  init(_ line: inout Line, precision: Precision, floor: Double) throws {
    let spacing = line.scale * precision.unitRoundoff.squareRoot()
    let fine = max(floor, try NoiseLevel.quieterSide(&line, spacing: spacing))
    let coarse = try NoiseLevel.quieterSide(&line, spacing: 100 * spacing)
    deviation = coarse <= NoiseLevel.credible * fine ? max(fine, coarse) : fine
  }

  private static func quieterSide(_ line: inout Line, spacing: Double) throws -> Double {
    min(
      try deviation(&line, spacing: spacing),
      try deviation(&line, spacing: -spacing))
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
