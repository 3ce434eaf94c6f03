/// Decides whether an analytic derivative is right, given the function along a line.
///
/// One difference settles most cases, where it resolves what it agrees with. The rest have the line
/// sampled at a ladder of steps, wider ones against noise, then finer ones against truncation and
/// kinks, until an interval speaks for the analytic value or nothing more can be learned.
struct DerivativeCheck {
  let method: DifferenceMethod
  let step: Double
  /// The noise of the function.
  let noise: NoiseLevel
  /// What rounding of the displaced values adds to a sample; 0 for a coordinate, whose step is
  /// exact.
  let displacementNoise: Double
  /// ε·max(1, |f|), where the function says that it is accurate to ε only.
  let inaccuracy: Double
  /// What the function's values do to it, see ``Influence``.
  let influence: Double
  /// What analytic values are held against, but for the values and the size of other derivatives.
  var claim: Claim

  func check(_ analytic: Double, along line: inout Line) throws -> Derivative {
    let h = line.representable(step * line.scale)
    try line.expect(h, -h)
    let plain = try method.derivative(step: h) { try line.change($0) }
    var claim = claim
    (claim.analytic, claim.reference) = (analytic, influence / line.scale)
    var verdict = try verdict(on: claim, plain, step: h, along: &line)
    if verdict.status != .agree, analytic.isFinite, line.narrow(step),
      let narrow = try narrow(claim, along: &line)
    {
      verdict = narrow
    }
    (verdict.analytic, verdict.plain) = (analytic, plain)
    // The place where the function threw may have to do with it.
    if [.oneSided, .inconclusive, .disagree].contains(verdict.status),
      let (place, error) = line.nearestError
    {
      let thrown = "not defined \(short(place)) away: \(error.prefix(100))"
      verdict.explanation = verdict.explanation.map { "\($0); \(thrown)" } ?? thrown
    }
    return verdict
  }

  private func verdict(
    on claim: Claim, _ plain: Double, step h: Double, along line: inout Line
  ) throws -> Derivative {
    var prior = try deviation(h, along: &line)
    var noise = noise
    if plain == 0, noise.standsStill {
      noise = try ownNoise(h, claim, along: &line)
      prior = max(prior, noise.deviation)
    }
    /// The verdict if noise has this σ, and comes to so many of them.
    func refined(_ deviation: Double, _ confidence: Double) throws -> Derivative {
      try Refinement(claim: claim, noise: bound(deviation, confidence), firstStep: h)
        .verdict(along: &line)
    }
    let confidence = noise.confidence(outputs: line.reachedCount)
    let first = Interval(plain, noise: bound(prior, confidence).absolute / h)
    guard claim.analytic.isFinite else {
      return Derivative(.disagree, first, "the analytic value is not a finite number")
    }
    // That a function stands still over one difference shows nothing where it moves further out.
    if try method != .central || line.staysOnBranch(h), plain != 0 || !noise.standsStill,
      claim.favor(of: first)?.status == .agree
    {
      return Derivative(.agree, first, gap: try bend(h, noise: prior, along: &line))
    }
    var verdict = try refined(prior, confidence)
    verdict.isStaircase = noise.movesInStairs
    // Noise that excuses has to be that of the line.
    let loudness = try prior / line.rounding(h)
    let isExcused = verdict.status == .withinNoise && loudness > Policy.spacing
    guard verdict.isOpenOrFailure || isExcused else {
      if verdict.gap == nil { verdict.gap = try bend(h, noise: prior, along: &line) }
      return verdict
    }
    // What does not agree is looked at again, with the noise of its own line. The louder of the two
    // counts, and what is refuted must be so by both, as what looks loud may be finer than the finest
    // places; but where the line moves at all of these, and not in stairs, what others do says nothing
    // of it.
    let own = try ownNoise(h, claim, along: &line)
    let isInStairs = noise.movesInStairs || own.movesInStairs
    let widest = try deviation(min(Policy.widest * line.scale, line.steps.upperBound), along: &line)
    let (quiet, loud) = (max(own.deviation, displacementNoise), max(own.deviation, widest))
    var isRefuted = verdict.status == .disagree
    if quiet < prior, !isInStairs {
      let other = try refined(quiet, Policy.z)
      if !isRefuted, !own.isBounded { verdict = other }
      isRefuted = other.status == .disagree
    }
    if !isExcused, loud > Policy.refutation * prior {
      verdict = try refined(
        loud, own.deviation >= widest ? own.confidence(outputs: line.reachedCount) : Policy.z)
    }
    if verdict.status == .disagree, !isRefuted {
      verdict = verdict.with(
        .inconclusive, "not settled by noise of up to \(short(max(prior, loud)))")
    }
    verdict.isStaircase = isInStairs
    return verdict
  }

  /// The verdict at steps relative to a value far below 1, where they resolve the derivative: they
  /// are the finer ones, and see what those relative to 1 pass over.
  private func narrow(_ claim: Claim, along line: inout Line) throws -> Derivative? {
    let h = line.representable(step * line.scale)
    var claim = claim
    claim.reference = influence / line.scale
    let own = try ownNoise(h, claim, along: &line)
    let noise = bound(own.deviation, own.confidence(outputs: line.reachedCount))
    var verdict = try Refinement(claim: claim, noise: noise, firstStep: h).verdict(along: &line)
    verdict.analytic = claim.analytic
    guard verdict.isResolved || verdict.status == .subgradient else { return nil }
    (verdict.isNarrow, verdict.isStaircase) = (true, own.movesInStairs)
    return verdict
  }

  private func ownNoise(
    _ h: Double, _ claim: Claim, along line: inout Line
  ) throws -> NoiseLevel {
    try NoiseLevel(
      &line, precision: claim.precision, rounding: line.rounding(h), spacings: NoiseLevel.most)
  }

  /// What noise of this σ may add to a sample if it comes to so many of them.
  private func bound(_ deviation: Double, _ confidence: Double) -> NoiseBound {
    NoiseBound(
      absolute: max(confidence * deviation, inaccuracy) + .leastNonzeroMagnitude,
      relative: confidence * claim.precision.unitRoundoff)
  }

  /// σ along this line: that of the outputs which it reaches.
  private func deviation(_ h: Double, along line: inout Line) throws -> Double {
    max(displacementNoise, min(noise.deviation, noise.amplification * (try line.rounding(h))))
  }

  /// By how much the slopes of the two sides differ where there may be a kink which nobody tells
  /// of, although the mean of the two is the analytic value; nil elsewhere. Of what is smooth they
  /// differ less at a finer step.
  private func bend(_ h: Double, noise: Double, along line: inout Line) throws -> Double? {
    guard !line.isTraced else { return nil }
    let (right, left) = (try line.change(h), try line.change(-h))
    let (gap, noise) = (right + left, 2 * Policy.z * noise)
    guard gap.magnitude > max(noise, Policy.resolved * (right - left).magnitude) else { return nil }
    let finer = line.representable(h / Policy.ratio)
    let rest = (try line.change(finer) + line.change(-finer)).magnitude
    // A kink's is a fourth of it at the finer step, a bend's a sixteenth: half way by ratio.
    return rest + noise < gap.magnitude / (Policy.ratio * Policy.ratio.squareRoot())
      ? nil : gap / h
  }

  /// The numeric derivative alone, to a quarter of `resolution` where noise and kinks allow it.
  func limit(along line: inout Line, resolution: Double) throws -> Interval? {
    let h = line.representable(step * line.scale)
    var claim = claim
    claim.resolution = resolution / 4
    let noise = bound(
      try deviation(h, along: &line), noise.confidence(outputs: line.reachedCount))
    return try Refinement(claim: claim, noise: noise, firstStep: h).limit(along: &line)
  }
}

extension DerivativeCheck {
  /// The check of a derivative of a problem's function.
  ///
  /// - Parameter size: That of the analytic numbers whose rounding the analytic value carries.
  init(
    of problem: Problem, noise: NoiseLevel, precision: Precision,
    _ configuration: CheckConfiguration, displacementNoise: Double, size: Double,
    resolution: Double? = nil
  ) {
    self.init(
      method: configuration.method, step: configuration.step, noise: noise,
      displacementNoise: displacementNoise,
      inaccuracy: configuration.accuracy * max(1, problem.line.outputSize),
      influence: problem.influence,
      claim: Claim(
        precision: precision, rounding: Policy.roundings * precision.unitRoundoff * size,
        resolution: precision == .double ? resolution : nil))
  }
}
