/// Finds the numeric derivative along a line so well that it can be told from the analytic one.
///
/// Larger steps help against noise, smaller ones against truncation and kinks. Agreement at any scale
/// settles the matter, since neither a kink nor rounding produces it by chance; disagreement has to
/// hold at every scale below the nearest kink.
struct Refinement {
  let analytic: Double
  /// σ, the noise of one evaluation, by which errors are bounded.
  var noise: Double
  /// σ as far as it is surely noise: where a step drowns in it, a finer one tells nothing.
  var quiet: Double
  /// The rounding error that the analytic value itself may carry.
  let analyticNoise: Double
  let firstStep: Double
  /// The relative error up to which two derivatives are the same, whatever the noise.
  let tolerance: Double
  /// The noise up to which a difference settles the matter that only noise can excuse.
  let resolution: Double

  /// How many times its error bound a difference must be to count as real.
  static let significance = 5.0
  /// How many standard deviations of noise a difference quotient's error bound covers.
  static let confidence = 4.0
  /// The step, relative to the size of what is displaced, over which nothing may change for a function
  /// to be called flat.
  static let flatStep = 0.15
  /// How much an extrapolation may enlarge the noise of its smallest step.
  static let enlargement = 1.5

  /// What a refinement came to.
  struct Outcome {
    let status: Status
    let numeric: Interval
    let explanation: String?
    /// By how much the slope on the right is larger than that on the left, at a kink.
    let gap: Double?

    init(
      _ status: Status, _ numeric: Interval, _ explanation: String? = nil, gap: Double? = nil
    ) {
      self.status = status
      self.numeric = numeric
      self.explanation = explanation
      self.gap = gap
    }
  }

  /// Whether the analytic value is the numeric one, to the tolerance or to the known noise.
  func isEqual(_ numeric: Interval) -> Bool {
    relativeError(analytic, numeric.value) <= tolerance
      || (tolerance == 0 && numeric.noise <= resolution
        && numeric.distance(to: analytic) <= numeric.noise + analyticNoise)
  }

  func outcome(along line: inout Line) throws -> Outcome {
    if let flat = try flatOutcome(along: &line) { return flat }
    var steps = [firstStep]
    var limit: Interval?

    /// Whether the steps taken so far settle the matter in favor of the analytic value.
    func agrees() throws -> Bool {
      limit = try smoothLimit(steps, along: &line)
      return limit.map { isEqual($0) } ?? false
    }

    // Larger steps first: each divides the noise by four.
    if try line.staysOnBranch(firstStep) {
      if try agrees(), let limit { return Outcome(.agree, limit) }
      var next = try firstLarger(along: &line)
      // Where steps were left out, the first one's noise must not blur the larger ones' limit.
      let isJump = next.map { $0 > 2 * Extrapolation.ratio * firstStep } ?? false
      if isJump { steps = [] }
      while let larger = next, try isUsable(larger, along: &line) {
        steps.insert(larger, at: 0)
        if try agrees(), let limit { return Outcome(.agree, limit) }
        // Along a direction the noise that is asked for may be reached long before the largest step.
        let isQuiet = tolerance == 0 && noise(at: larger) <= resolution / 16
        next = isQuiet && steps.count > 2 ? nil : line.representable(larger * Extrapolation.ratio)
      }
      // What is only noise stays so at smaller steps, if traced branches vouch that no kink is nearer.
      if line.isTraced, case let smooth = smoothOutcome(limit), smooth.status == .withinNoise {
        return smooth
      }
      if isJump { steps.append(firstStep) }
    }
    if let atKink = try stepsAtKink(along: &line) {
      steps = atKink
    } else {
      var smaller = line.representable(firstStep / Extrapolation.ratio)
      var confirmations = 0
      while smaller >= line.steps.lowerBound,
        sharpens(limit, at: smaller)
          || (confirmations < 3 && isInformative(smaller, at: limit?.value))
      {
        steps.append(smaller)
        if try agrees(), let limit { return Outcome(.agree, limit) }
        // Without traces a kink may hide at any scale, so all are tried.
        if line.isTraced, try line.staysOnBranch(smaller) { confirmations += 1 }
        smaller = line.representable(smaller / Extrapolation.ratio)
      }
    }
    let outcome =
      try kinkOutcome(steps, along: &line)
      ?? jumpOutcome(steps, along: &line)
      ?? bendOutcome(steps, limit, along: &line)
      ?? smoothOutcome(limit)
    guard outcome.status == .disagree, outcome.gap == nil else { return outcome }
    if let bend = try hiddenBendOutcome(steps, outcome.numeric, along: &line) { return bend }
    guard try !isStable(steps, outcome.numeric, along: &line) else { return outcome }
    return Outcome(
      .inconclusive, outcome.numeric,
      "the slope still changes at the finest steps that noise leaves")
  }

  /// The verdict where the function does not change at all, even over a large step; nil where it does.
  ///
  /// Saves the refinement of the many coordinates on which a network does not depend, such as biases
  /// in front of a batch norm.
  private func flatOutcome(along line: inout Line) throws -> Outcome? {
    let h = line.representable(Refinement.flatStep * line.scale)
    let bound = Refinement.confidence * noise
    guard bound.isFinite else { return nil }
    func isFlat(_ h: Double) throws -> Bool {
      let (right, left) = (try line.sample(h), try line.sample(-h))
      return max(right.change.magnitude, left.change.magnitude) <= 2 * bound
        && analytic.magnitude * h <= bound
    }
    guard try isFlat(firstStep), try line.staysOnBranch(h), try isFlat(h) else { return nil }
    let numeric = Interval(
      (try line.change(h) - line.change(-h)) / (2 * h), noise: bound / h)
    return analytic == 0 && numeric.value == 0
      ? Outcome(.agree, numeric)
      : Outcome(.withinNoise, numeric, "below the noise of the difference, \(short(numeric.noise))")
  }

  /// The verdict where the function is smooth as far as can be seen.
  func smoothOutcome(_ numeric: Interval?) -> Outcome {
    guard let numeric, numeric.value.isFinite else {
      return Outcome(
        .inconclusive, Interval(.nan, noise: .infinity),
        "the function has no finite values on both sides")
    }
    let distance = max(0, numeric.distance(to: analytic) - analyticNoise)
    if distance <= numeric.error {
      // An error bound made of truncation could have been better, and so excuses nothing.
      return numeric.noise >= numeric.error / 2 && numeric.noise.isFinite
        ? Outcome(
          .withinNoise, numeric,
          "equal within the noise of the difference, \(short(numeric.error))")
        : Outcome(
          .inconclusive, numeric, "steps do not converge better than ±\(short(numeric.error))")
    }
    return distance > Refinement.significance * numeric.error
      ? Outcome(.disagree, numeric)
      : Outcome(
        .inconclusive, numeric,
        "off by \(short(distance)), with an uncertainty of \(short(numeric.error))")
  }

  /// The derivative from all central quotients that stay on the point's branch.
  func smoothLimit(_ steps: [Double], along line: inout Line) throws -> Interval? {
    var quotients: [Extrapolation.Quotient] = []
    for h in steps where try line.staysOnBranch(h) {
      let (right, left) = (try line.change(h), try line.change(-h))
      quotients.append(
        Extrapolation.Quotient(
          step: h, value: (right - left) / (2 * h), noise: noise(at: h),
          // The slopes of the two sides differ by h·f″; f‴ is taken to be of f″'s size.
          truncation: (right + left).magnitude / line.scale))
    }
    return Extrapolation(order: 2).limit(quotients)
  }
}
