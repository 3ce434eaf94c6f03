/// The computational noise of a function along a line: the standard deviation of what rounding adds
/// to its values.
///
/// Over places so close that the function is a polynomial of low degree, its k-th differences are
/// noise alone. Their mean square estimates σ²·(2k)!/(k!)². It is taken at two spacings: about the
/// square root of the unit roundoff, where most functions are smooth but few of their intermediate
/// results change their rounding; and a hundred times that, where they all do, but a kink may lie.
/// What is loud at the first spacing is looked at through a finer one: noise stays as it is, whereas
/// oscillations and kinks shrink.
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

  private static let placeCount = 7
  private static let widening = 4.0
  private static let orders = 3...6
  /// How much more noise the wider spacing may show before something else must be the cause.
  private static let credible = 30.0
  /// The largest noise, relative to the function, that is taken for noise at first sight.
  private static let believable = 1e-5

  /// Samples `line` on both sides of the point. The quieter side counts: on the other one there may be
  /// a kink.
  init(_ line: inout Line, precision: Precision, rounding: Double) throws {
    let spacing = line.scale * precision.unitRoundoff.squareRoot()
    try line.expect(NoiseLevel.places(spacing) + NoiseLevel.places(100 * spacing))
    // Where a known kink is in the way, closer places serve.
    var shrunk = spacing
    var fine = try NoiseLevel.quieterSide(&line, spacing: shrunk, rounding: rounding)
    for _ in 0..<4 where fine == nil {
      shrunk /= 16
      fine = try NoiseLevel.quieterSide(&line, spacing: shrunk, rounding: rounding)
    }
    let coarse =
      try NoiseLevel.quieterSide(
        &line, spacing: 100 * spacing, rounding: rounding) ?? 0
    let still =
      fine == 0 && coarse == 0
      ? try NoiseLevel.stairs(&line, from: 100 * spacing, precision, rounding: rounding) : 0
    loud = max(rounding, fine ?? 0, coarse, still)
    let settled = try NoiseLevel.settled(
      fine ?? 0, &line, spacing: shrunk, rounding: rounding,
      size: rounding / precision.unitRoundoff)
    let least = max(rounding, settled, still)
    self.rounding = rounding
    quiet = coarse <= NoiseLevel.credible * least ? max(least, coarse) : least
  }

  /// The noise of a function that stands still at both spacings and moves at a wider one, where that is what
  /// rounding makes of numbers of size 1: log(1 + x) at 1e-12 moves in stairs far higher than the rounding
  /// of its value. 0 where it is more, as beside a kink.
  private static func stairs(
    _ line: inout Line, from spacing: Double, _ precision: Precision, rounding: Double
  ) throws -> Double {
    let highest = 4 * precision.unitRoundoff * max(1, line.outputSize)
    var spacing = widening * spacing
    while Double(placeCount) * spacing
      < min(Refinement.flatStep * line.scale, line.steps.upperBound)
    {
      let deviation = try quieterSide(&line, spacing: spacing, rounding: rounding) ?? 0
      if deviation > 0 { return deviation <= highest ? deviation : 0 }
      spacing *= widening
    }
    return 0
  }

  /// What remains of a deviation at ever closer places, as long as that makes it smaller.
  ///
  /// An oscillation of the function's own size keeps it up until the places resolve it, so that noise of
  /// such a size is not believed before. Where closer places give one and the same value, the function
  /// moves in stairs, whose height is noise all the same.
  private static func settled(
    _ deviation: Double, _ line: inout Line, spacing: Double, rounding: Double, size: Double
  ) throws -> Double {
    var (settled, spacing) = (deviation, spacing / 16)
    while settled > 4 * rounding, spacing > line.steps.lowerBound,
      let closer = try quieterSide(&line, spacing: spacing, rounding: rounding), closer > 0
    {
      if closer > settled / 4, settled <= believable * size { break }
      settled = min(settled, closer)
      spacing /= 16
    }
    return settled
  }

  /// The noise of a function of which nothing is known but the rounding of its outputs.
  init(rounding: Double) {
    quiet = rounding
    loud = rounding
    self.rounding = rounding
  }

  /// σ on the quieter side, nil where neither can tell; the second is looked at only where the first is
  /// louder than a few roundings.
  private static func quieterSide(
    _ line: inout Line, spacing: Double, rounding: Double
  ) throws -> Double? {
    let right = try deviation(&line, spacing: spacing)
    if let right, right <= 4 * rounding { return right }
    let left = try deviation(&line, spacing: -spacing)
    return [right, left].compactMap { $0 }.min()
  }

  private static func places(_ spacing: Double) -> [Double] {
    (1...placeCount).map { Double($0) * spacing }
  }

  /// σ on one side, nil where the function has a known kink between the places or is not finite. The
  /// point itself may lie on a kink.
  private static func deviation(_ line: inout Line, spacing: Double) throws -> Double? {
    var differences: [Double] = []
    let places = places(spacing)
    try line.expect(places)
    let branches = try line.sample(spacing).branches
    for place in places {
      let sample = try line.sample(place)
      guard sample.change.isFinite, sample.branches == branches else { return nil }
      differences.append(sample.change)
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
