/// The computational noise of a function along a line: the standard deviation of what rounding adds
/// to its values.
///
/// Over places so close that the function is a polynomial of low degree, its k-th differences are
/// noise alone. Their mean square estimates σ²·(2k)!/(k!)². It is taken at two spacings: about the
/// square root of the unit roundoff, where any function is smooth but few of its intermediate results
/// change their rounding; and a hundred times that, where they all do, but a kink may lie.
///
/// Source: Moré, Wild: "Estimating computational noise", SIAM J. Sci. Comput. 33 (2011).
struct NoiseLevel {
  /// σ as far as it is surely noise: what a difference may be excused with.
  let quiet: Double
  /// σ at the most: what a failure has to stand out of.
  let loud: Double
  /// What rounding of the outputs alone amounts to; no less than this is believed.
  let rounding: Double

  /// How many times louder than the rounding of its outputs the function is.
  var amplification: Double { rounding > 0 ? quiet / rounding : 1 }

  private static let places = 7
  private static let orders = 3...6
  /// How much more noise the wider spacing may show before something else must be the cause.
  private static let credible = 30.0

  /// Samples `line` on both sides of the point. The quieter side counts: on the other one there may be
  /// a kink.
  init(_ line: inout Line, precision: Precision, rounding: Double) throws {
    let spacing = line.scale * precision.unitRoundoff.squareRoot()
    // Where a known kink is in the way, closer places serve.
    var fine: Double?
    for shrinking in [1, 0x1p-4, 0x1p-8, 0x1p-12, 0x1p-16] where fine == nil {
      fine = try NoiseLevel.quieterSide(&line, spacing: shrinking * spacing)
    }
    let coarse = try NoiseLevel.quieterSide(&line, spacing: 100 * spacing) ?? 0
    let least = max(rounding, fine ?? 0)
    self.rounding = rounding
    loud = max(least, coarse)
    quiet = coarse <= NoiseLevel.credible * least ? loud : least
  }

  /// The noise of a function of which nothing is known but the rounding of its outputs.
  init(rounding: Double) {
    quiet = rounding
    loud = rounding
    self.rounding = rounding
  }

  private static func quieterSide(_ line: inout Line, spacing: Double) throws -> Double? {
    let sides = [
      try deviation(&line, spacing: spacing),
      try deviation(&line, spacing: -spacing),
    ]
    return sides.compactMap { $0 }.min()
  }

  /// σ on one side, nil where the function has a known kink there or is not finite.
  private static func deviation(_ line: inout Line, spacing: Double) throws -> Double? {
    var differences: [Double] = []
    for place in 1...places {
      guard let change = try line.changeOnBranch(Double(place) * spacing) else { return nil }
      differences.append(change)
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
    return median.isFinite ? median : nil
  }
}
