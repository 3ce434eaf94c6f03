/// One directional derivative as two sides see it, and what the check makes of that.
struct Derivative {
  let analytic: Double
  /// The first difference, at the configured step and with the configured method.
  let plain: Double
  /// The best numeric value after refinement.
  let numeric: Double
  /// A bound on the numeric value's error.
  let error: Double
  let status: Status
  /// Why, in words, where there is more to say than the numbers.
  let explanation: String?

  /// The relative error of the best numeric value.
  var relativeError: Double { GradientChecking.relativeError(analytic, numeric) }
}

/// Decides whether an analytic derivative is right, given the function along a line.
///
/// One difference settles most cases. The rest are refined: with larger steps against noise, smaller
/// ones against truncation and kinks, until the numeric value is known well enough to tell. Agreement
/// to 1e-7 at any scale settles the matter, since no kink or rounding error produces it by chance;
/// disagreement has to hold at every scale below the nearest kink.
struct DerivativeCheck {
  let method: DifferenceMethod
  let step: Double
  /// σ, the noise of one evaluation.
  var noise: Double
  /// The rounding error that the analytic value itself may carry.
  let analyticNoise: Double
  let precision: Precision

  /// The relative error up to which two derivatives are the same. In single precision the analytic
  /// gradient itself is no better than a few hundred roundings.
  private var tolerance: Double { precision == .double ? 1e-7 : 1e-3 }

  /// How many times its error bound a difference must be to count as real.
  private static let significance = 5.0
  /// How many standard deviations of noise a difference quotient's error bound covers.
  private static let confidence = 4.0
  private static let smallestStep = 1e-9
  private static let largestStep = 0.3

  func check(_ analytic: Double, along line: inout Line) throws -> Derivative {
    let h = line.representable(step * line.scale)
    let plain = try method.derivative(step: h) { try line.sample($0).change }
    guard analytic.isFinite else {
      return Derivative(
        analytic: analytic, plain: plain, numeric: plain, error: noise / h, status: .disagree,
        explanation: "the analytic value is not a finite number")
    }
    if GradientChecking.relativeError(analytic, plain) <= tolerance,
      try method != .central || line.staysOnBranch(h)
    {
      return Derivative(
        analytic: analytic, plain: plain, numeric: plain,
        error: DerivativeCheck.confidence * noise / h, status: .agree,
        explanation: nil)
    }
    var outcome = try refine(analytic, along: &line, from: h)
    if outcome.status == .disagree || outcome.status == .inconclusive {
      // Nothing fails on a noise that was measured elsewhere: this line may be a noisier one.
      let own = try NoiseLevel(&line, precision: precision, floor: noise).deviation
      if own > noise {
        var careful = self
        careful.noise = own
        outcome = try careful.refine(analytic, along: &line, from: h)
      }
    }
    return Derivative(
      analytic: analytic, plain: plain, numeric: outcome.numeric.value,
      error: outcome.numeric.error, status: outcome.status, explanation: outcome.explanation)
  }
}

// MARK: - Refinement

extension DerivativeCheck {
  private struct Outcome {
    let status: Status
    let numeric: Interval
    var explanation: String?
  }

  private func refine(
    _ analytic: Double, along line: inout Line, from h: Double
  ) throws -> Outcome {
    var steps = [h]
    var limit: Interval?

    /// Whether the steps taken so far settle the matter in favor of the analytic value.
    func agrees() throws -> Bool {
      limit = try smoothLimit(steps, along: &line)
      guard let limit else { return false }
      return GradientChecking.relativeError(analytic, limit.value) <= tolerance
        || isBelowNoise(analytic, limit)
    }

    // Larger steps first: each divides the noise by four.
    if try line.staysOnBranch(h) {
      if try agrees() { return settled(analytic, limit) }
      var larger = line.representable(h * Extrapolation.ratio)
      while larger <= DerivativeCheck.largestStep * line.scale,
        try line.staysOnBranch(larger), try line.sample(larger).change.isFinite,
        try line.sample(-larger).change.isFinite
      {
        steps.insert(larger, at: 0)
        if try agrees() { return settled(analytic, limit) }
        larger = line.representable(larger * Extrapolation.ratio)
      }
    }
    // What is only noise stays so at smaller steps, if traced branches vouch that no kink is nearer.
    if try line.isTraced && line.staysOnBranch(h),
      case let outcome = decide(analytic, limit), outcome.status == .withinNoise
    {
      return outcome
    }
    var smaller = line.representable(h / Extrapolation.ratio)
    var confirmations = 0
    while smaller >= DerivativeCheck.smallestStep * line.scale, confirmations < 3 {
      steps.append(smaller)
      if try agrees() { return settled(analytic, limit) }
      // Without traces a kink may hide at any scale, so all are tried.
      if try line.isTraced && line.staysOnBranch(smaller) { confirmations += 1 }
      smaller = line.representable(smaller / Extrapolation.ratio)
    }
    if let outcome = try outcomeAtKink(analytic, steps, along: &line) { return outcome }
    if let outcome = try outcomeAtJump(steps, along: &line) { return outcome }
    return decide(analytic, limit)
  }

  /// Whether nothing of either derivative can be seen above the noise.
  private func isBelowNoise(_ analytic: Double, _ numeric: Interval) -> Bool {
    max(analytic.magnitude, numeric.value.magnitude) <= numeric.noise
      && numeric.distance(to: analytic) <= numeric.error
  }

  private func settled(_ analytic: Double, _ numeric: Interval?) -> Outcome {
    let numeric = numeric ?? Interval(value: .nan, error: .infinity, noise: .infinity)
    guard GradientChecking.relativeError(analytic, numeric.value) > tolerance else {
      return Outcome(status: .agree, numeric: numeric)
    }
    return Outcome(
      status: .withinNoise, numeric: numeric,
      explanation: "below the noise of the difference, \(short(numeric.noise))")
  }

  /// The verdict where the function is smooth as far as can be seen.
  private func decide(_ analytic: Double, _ numeric: Interval?) -> Outcome {
    guard let numeric, numeric.value.isFinite else {
      return Outcome(
        status: .inconclusive,
        numeric: Interval(value: .nan, error: .infinity, noise: .infinity),
        explanation: "the function has no finite values on both sides")
    }
    let distance = max(0, numeric.distance(to: analytic) - analyticNoise)
    if distance <= numeric.error {
      // An error bound made of truncation could have been better, and so excuses nothing.
      guard numeric.noise >= numeric.error / 2 else {
        return Outcome(
          status: .inconclusive, numeric: numeric,
          explanation: "steps do not converge better than ±\(short(numeric.error))")
      }
      return Outcome(
        status: .withinNoise, numeric: numeric,
        explanation: "equal within the noise of the difference, \(short(numeric.error))")
    }
    guard distance > DerivativeCheck.significance * numeric.error else {
      return Outcome(
        status: .inconclusive, numeric: numeric,
        explanation: "off by \(short(distance)), with an uncertainty of \(short(numeric.error))")
    }
    return Outcome(status: .disagree, numeric: numeric)
  }

  /// The derivative from all central quotients that stay on the point's branch.
  private func smoothLimit(_ steps: [Double], along line: inout Line) throws -> Interval? {
    var quotients: [Extrapolation.Quotient] = []
    for h in steps where try line.staysOnBranch(h) {
      let (right, left) = (try line.sample(h).change, try line.sample(-h).change)
      quotients.append(
        Extrapolation.Quotient(
          step: h, value: (right - left) / (2 * h), noise: DerivativeCheck.confidence * noise / h,
          // The slopes of the two sides differ by h·f″; f‴ is taken to be of f″'s size.
          truncation: (right + left).magnitude / h * (h / line.scale)))
    }
    return Extrapolation(order: 2).limit(quotients)
  }
}

// MARK: - Kinks and jumps

extension DerivativeCheck {
  /// The verdict where the two sides of the point have different slopes, nil where they have not.
  private func outcomeAtKink(
    _ analytic: Double, _ steps: [Double], along line: inout Line
  ) throws -> Outcome? {
    guard try isKink(steps, along: &line),
      let right = try slope(steps, side: 1, along: &line),
      let left = try slope(steps, side: -1, along: &line)
    else { return nil }
    let error = max(left.error, right.error)
    let nearest = left.distance(to: analytic) < right.distance(to: analytic) ? left : right
    let gap = left.distance(to: right.value)
    guard gap > left.error + right.error,
      gap > tolerance * max(left.value.magnitude, right.value.magnitude)
    else {
      // Only a higher derivative jumps.
      let isSame =
        GradientChecking.relativeError(analytic, nearest.value) <= tolerance
        || nearest.distance(to: analytic) <= nearest.error
      return isSame ? settled(analytic, nearest) : decide(analytic, nearest)
    }
    let sites = try line.crossedSites(steps[steps.count - 1])
    let place = sites.isEmpty ? "" : " of \(sites.joined(separator: ", "))"
    let slopes = "slope \(short(left.value)) from the left, \(short(right.value)) from the right"
    // Each output may choose its own subgradient, so their sum may lie beyond both slopes of the sum.
    let bounds = try line.slopeBounds(steps[steps.count / 2])
    let margin =
      DerivativeCheck.significance * error + tolerance * analytic.magnitude + analyticNoise
    let isBetween =
      min(bounds.lowerBound, left.value, right.value) - margin <= analytic
      && analytic <= max(bounds.upperBound, left.value, right.value) + margin
    if isBetween {
      return Outcome(
        status: .subgradient, numeric: nearest, explanation: "on a kink\(place): \(slopes)")
    }
    guard try line.crossedUnits(steps[steps.count - 1]) == 1 else {
      // Where several kinks meet, each may take its own side, and no bound on the slopes of their
      // composition holds.
      return Outcome(
        status: .inconclusive, numeric: nearest,
        explanation: "several kinks may meet here\(place): \(slopes)")
    }
    return Outcome(
      status: .disagree, numeric: nearest, explanation: "outside the kink\(place): \(slopes)")
  }

  /// Whether the slopes of the two sides stay apart as the step shrinks: the difference is h·f″ where
  /// the function is smooth, so a quarter each time.
  private func isKink(_ steps: [Double], along line: inout Line) throws -> Bool {
    if line.isTraced {
      return try !line.staysOnBranch(steps[steps.count - 1])
    }
    // From the smallest step up: the first gap that stands out of the noise tells, together with the
    // next larger one. Had it been visible at a smaller step already, there is no kink here.
    let gaps = try steps.filter { $0 <= step * line.scale }.map { h in
      (
        value: (try line.sample(h).change + line.sample(-h).change) / h,
        threshold: 16 * noise / h
      )
    }
    guard
      let position = gaps.indices.dropFirst().last(where: {
        gaps[$0].value.magnitude > gaps[$0].threshold
      })
    else { return false }
    let (gap, coarser) = (gaps[position].value, gaps[position - 1].value)
    let ratio = gap / coarser
    let isHiddenBelow = gaps[(position + 1)...].allSatisfy { gap.magnitude <= $0.threshold }
    return isHiddenBelow && ratio > 0.7 && ratio < 1.5
  }

  /// The slope on one side of the point, from steps that stay on that side's branch.
  private func slope(
    _ steps: [Double], side: Double, along line: inout Line
  ) throws -> Interval? {
    guard let nearest = steps.last else { return nil }
    let branches = try line.sample(side * nearest).branches
    var quotients: [Extrapolation.Quotient] = []
    for h in steps where h <= step * line.scale {
      let sample = try line.sample(side * h)
      guard sample.branches == branches else { continue }
      let value = sample.change / (side * h)
      quotients.append(
        Extrapolation.Quotient(
          step: h, value: value, noise: DerivativeCheck.confidence * noise / h,
          truncation: value.magnitude * h / line.scale))
    }
    return Extrapolation(order: 1).limit(quotients)
  }

  /// The verdict where the change across the point does not shrink with the step.
  private func outcomeAtJump(_ steps: [Double], along line: inout Line) throws -> Outcome? {
    guard steps.count >= 3 else { return nil }
    var heights: [Double] = []
    for h in steps.suffix(3) {
      heights.append(try line.sample(h).change - line.sample(-h).change)
    }
    let height = heights[2].magnitude
    guard height > 100 * noise, height > 0.5 * heights[0].magnitude,
      height < 2 * heights[0].magnitude
    else { return nil }
    let h = steps[steps.count - 1]
    return Outcome(
      status: .jump,
      numeric: Interval(value: heights[2] / (2 * h), error: .infinity, noise: noise / h),
      explanation: "the function jumps by \(short(heights[2])) here, however small the step")
  }
}
