/// Decides whether an analytic derivative is right, given the function along a line.
///
/// One difference settles most cases; the rest go through a ``Refinement``. What passes on account of
/// noise must do so with the noise of its own line, and what fails must fail with the loudest noise
/// that can be made out.
struct DerivativeCheck {
  let method: DifferenceMethod
  let step: Double
  /// The noise of the function, measured along one line for all.
  let noise: NoiseLevel
  /// What rounding of the displaced values adds to a sample; 0 for a coordinate, whose step is exact.
  let displacementNoise: Double
  /// The rounding error that the analytic value itself may carry.
  let analyticNoise: Double
  /// The error of a directional derivative that one wrong entry of the block may hide in; nil where a
  /// relative error settles the matter.
  let resolution: Double?
  let precision: Precision
  /// Whether a function that stands still may be moving in stairs of single precision, rather than not at
  /// all.
  var looksForStairs = true

  func check(_ analytic: Double, along line: inout Line) throws -> Derivative {
    let h = line.representable(step * line.scale)
    try line.expect(h, -h)
    let plain = try method.derivative(step: h) { try line.change($0) }
    func result(
      _ status: Status, _ numeric: Interval, _ explanation: String?, gap: Double? = nil,
      isStaircase: Bool = false
    ) -> Derivative {
      Derivative(
        analytic: analytic, plain: plain, numeric: numeric.value, error: numeric.error,
        noise: numeric.noise, status: status, explanation: explanation, gap: gap,
        isStaircase: isStaircase)
    }
    // The noise of this line: that of the outputs which it reaches.
    let quiet = max(
      displacementNoise,
      min(noise.quiet, noise.amplification * (try line.rounding(h))))
    let plainInterval = Interval(plain, noise: Refinement.confidence * quiet / h)
    guard analytic.isFinite else {
      return result(.disagree, plainInterval, "the analytic value is not a finite number")
    }
    var refinement = Refinement(
      analytic: analytic, noise: quiet, quiet: quiet, analyticNoise: analyticNoise, firstStep: h,
      tolerance: tolerance, resolution: resolution ?? 0)
    if refinement.isEqual(plainInterval), try method != .central || line.staysOnBranch(h) {
      return result(.agree, plainInterval, nil, gap: try bend(h, noise: quiet, along: &line))
    }
    var outcome = try refinement.outcome(along: &line)
    guard outcome.status.isOpenOrFailure else {
      return result(
        outcome.status, outcome.numeric, outcome.explanation,
        gap: try outcome.gap ?? bend(h, noise: quiet, along: &line))
    }
    // What does not agree is looked at again, with the noise of its own line.
    let own = try NoiseLevel(&line, precision: precision, rounding: line.rounding(h))
    let stairs =
      precision == .double && looksForStairs
      ? try Staircase(
        &line, slope: plain == 0 ? analytic : plain, rounding: line.rounding(h)) : nil
    let louder = max(own.quiet, stairs?.noise ?? 0)
    refinement.quiet = louder
    if louder > quiet {
      refinement.noise = louder
      outcome = try refinement.outcome(along: &line)
    }
    if outcome.status.isFailure {
      let widest = min(0.3 * line.scale, line.steps.upperBound)
      refinement.noise = max(
        refinement.noise, own.loud,
        min(noise.loud, noise.amplification * (try line.rounding(widest))))
      let careful = try refinement.outcome(along: &line)
      if !careful.status.isFailure {
        outcome = Refinement.Outcome(
          .inconclusive, careful.numeric,
          "not settled by noise of up to \(short(refinement.noise))", gap: careful.gap)
      }
    }
    let nowhere = line.nearestError.map { place, error in
      "not defined \(short(place)) away: \(error.prefix(100))"
    }
    let explanation = [stairs?.explanation, outcome.explanation, nowhere].compactMap { $0 }
    return result(
      outcome.status, outcome.numeric,
      explanation.isEmpty ? nil : explanation.joined(separator: "; "), gap: outcome.gap,
      isStaircase: stairs != nil)
  }

  /// By how much the slopes of the two sides differ where they differ so much that there may be a kink
  /// which nobody tells of, although the mean of the two is the analytic value; nil elsewhere.
  private func bend(_ h: Double, noise: Double, along line: inout Line) throws -> Double? {
    guard !line.isTraced else { return nil }
    let (right, left) = (try line.change(h), try line.change(-h))
    let gap = (right + left) / h
    return gap.magnitude > max(16 * noise, 0.01 * (right - left).magnitude) / h ? gap : nil
  }

  /// The relative error up to which two derivatives are the same. Along a direction a single wrong entry
  /// among many shows as little as its share, so that in double precision only noise excuses a difference
  /// there.
  private var tolerance: Double {
    precision == .double && resolution != nil ? 0 : precision.tolerance
  }

  /// The numeric derivative alone, to a quarter of `resolution` where noise and kinks allow it.
  func limit(along line: inout Line, resolution: Double) throws -> Interval? {
    let h = line.representable(step * line.scale)
    let quiet = max(
      displacementNoise, min(noise.quiet, noise.amplification * (try line.rounding(h))))
    return try Refinement(
      analytic: .nan, noise: quiet, quiet: quiet, analyticNoise: analyticNoise, firstStep: h,
      tolerance: 0, resolution: resolution / 4
    ).limit(along: &line)
  }
}

extension Status {
  /// Whether a check that ends so does not count in the gradient's favor.
  fileprivate var isOpenOrFailure: Bool { isFailure || self == .inconclusive }
}
