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
  /// The rounding error that the analytic value itself may carry.
  let analyticNoise: Double
  /// The error of a directional derivative that one wrong entry of the block may hide in; nil where
  /// a relative error settles the matter.
  let resolution: Double?
  /// How large the function's derivatives are.
  let reference: Double
  let precision: Precision

  func check(_ analytic: Double, along line: inout Line) throws -> Derivative {
    let h = line.representable(step * line.scale)
    try line.expect(h, -h)
    let plain = try method.derivative(step: h) { try line.change($0) }
    var prior = try deviation(h, along: &line)
    var noise = noise
    if plain == 0, noise.standsStill {
      noise = try ownNoise(h, along: &line)
      prior = max(prior, noise.deviation)
    }
    func derivative(_ verdict: Verdict, inStairs: Bool) -> Derivative {
      Derivative(
        analytic: analytic, plain: plain, numeric: verdict.numeric.value,
        error: verdict.numeric.error, noise: verdict.numeric.noise, status: verdict.status,
        explanation: explanation(of: verdict, line), gap: verdict.gap,
        meetsKinks: verdict.meetsKinks, drowns: verdict.drowns, isStaircase: inStairs)
    }
    /// What the verdict comes to, unless steps relative to the value itself resolve the derivative:
    /// they are the finer ones, and see what those relative to 1 pass over.
    func result(_ verdict: Verdict, inStairs: Bool = false) throws -> Derivative {
      let wide = derivative(verdict, inStairs: inStairs)
      guard verdict.status.isOpenOrFailure, analytic.isFinite, line.narrow(step) else {
        return wide
      }
      let h = line.representable(step * line.scale)
      let own = try ownNoise(h, along: &line)
      let bound = self.bound(
        own.deviation, own.confidence(outputs: line.reachedCount), line)
      var narrow = derivative(
        try Refinement(
          claim: self.claim(analytic), bound: bound, precision: precision, firstStep: h
        ).verdict(along: &line), inStairs: own.movesInStairs)
      narrow.isNarrow = true
      return narrow.isResolved || narrow.status == .subgradient ? narrow : wide
    }
    let bound = self.bound(prior, noise.confidence(outputs: line.reachedCount), line)
    let first = Interval(plain, noise: bound.absolute / h)
    guard analytic.isFinite else {
      return try result(Verdict(.disagree, first, "the analytic value is not a finite number"))
    }
    let claim = claim(analytic)
    if try isSettled(claim, by: first, step: h, along: &line) {
      return try result(Verdict(.agree, first, gap: bend(h, noise: prior, along: &line)))
    }
    func refined(within bound: NoiseBound) throws -> Verdict {
      try Refinement(claim: claim, bound: bound, precision: precision, firstStep: h)
        .verdict(along: &line)
    }
    var verdict = try refined(within: bound)
    guard verdict.status.isOpenOrFailure else {
      if verdict.gap == nil { verdict.gap = try bend(h, noise: prior, along: &line) }
      return try result(verdict, inStairs: noise.movesInStairs)
    }
    // What does not agree is looked at again, with the noise of its own line.
    let own = try ownNoise(h, along: &line)
    let inStairs = noise.movesInStairs || own.movesInStairs
    let widest = try deviation(
      min(Policy.widest * line.scale, line.steps.upperBound), along: &line)
    let (quiet, loud) = (max(own.deviation, displacementNoise), max(own.deviation, widest))
    // What is refuted must be so however loud the noise is: what looks loud may be finer than the
    // finest places.
    var isRefuted = verdict.status == .disagree
    if isRefuted, quiet < prior, !inStairs {
      isRefuted = try refined(within: self.bound(quiet, Policy.z, line)).status == .disagree
    }
    if loud > 2 * prior {
      let confidence =
        own.deviation >= widest ? own.confidence(outputs: line.reachedCount) : Policy.z
      verdict = try refined(within: self.bound(loud, confidence, line))
    }
    if verdict.status == .disagree, !isRefuted {
      verdict = Verdict(
        .inconclusive, verdict.numeric, "not settled by noise of up to \(short(max(prior, loud)))",
        gap: verdict.gap)
    }
    return try result(verdict, inStairs: inStairs)
  }

  /// Why, with the place where the function threw if that has to do with it.
  private func explanation(of verdict: Verdict, _ line: Line) -> String? {
    guard [.oneSided, .inconclusive, .disagree].contains(verdict.status),
      let (place, error) = line.nearestError
    else { return verdict.explanation }
    let thrown = "not defined \(short(place)) away: \(error.prefix(100))"
    return verdict.explanation.map { "\($0); \(thrown)" } ?? thrown
  }

  private func claim(_ analytic: Double) -> Claim {
    let isDirection = precision == .double && resolution != nil
    return Claim(
      analytic: analytic, rounding: analyticNoise, tolerance: precision.tolerance,
      reference: reference, visible: Policy.amplification * precision.unitRoundoff * reference,
      resolution: isDirection ? resolution : nil)
  }

  private func ownNoise(_ h: Double, along line: inout Line) throws -> NoiseLevel {
    try NoiseLevel(
      &line, precision: precision, rounding: line.rounding(h), spacings: NoiseLevel.most)
  }

  /// What noise of this σ may add to a sample.
  private func bound(_ deviation: Double, _ confidence: Double, _ line: Line) -> NoiseBound {
    NoiseBound(
      absolute: confidence * deviation + inaccuracy + .leastNonzeroMagnitude,
      relative: confidence * precision.unitRoundoff)
  }

  /// σ along this line: that of the outputs which it reaches.
  private func deviation(_ h: Double, along line: inout Line) throws -> Double {
    max(displacementNoise, min(noise.deviation, noise.amplification * (try line.rounding(h))))
  }

  /// Whether one difference settles the matter: it agrees, and would have shown another derivative.
  /// Zero agrees with zero wherever a function moves in stairs, and shows nothing there.
  private func isSettled(
    _ claim: Claim, by first: Interval, step h: Double, along line: inout Line
  ) throws -> Bool {
    guard try method != .central || line.staysOnBranch(h) else { return false }
    if claim.analytic == 0, first.value == 0, claim.resolution == nil {
      return !noise.standsStill && claim.resolvesZero(first.error)
    }
    return claim.favor(of: first)?.status == .agree
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
    let claim = Claim(
      analytic: .nan, rounding: analyticNoise, tolerance: 0, reference: 0, visible: 0,
      resolution: resolution / 4)
    let bound = try bound(
      deviation(h, along: &line), noise.confidence(outputs: line.reachedCount), line)
    return try Refinement(claim: claim, bound: bound, precision: precision, firstStep: h)
      .limit(along: &line)
  }
}

extension DerivativeCheck {
  /// The check of a derivative of a problem's function.
  ///
  /// - Parameter size: That of the analytic numbers whose rounding the analytic value carries: 16
  ///   roundings of it.
  init(
    of problem: Problem, noise: NoiseLevel, precision: Precision,
    _ configuration: CheckConfiguration, displacementNoise: Double, size: Double,
    resolution: Double? = nil
  ) {
    self.init(
      method: configuration.method, step: configuration.step, noise: noise,
      displacementNoise: displacementNoise,
      inaccuracy: configuration.accuracy * max(1, problem.line.outputSize),
      analyticNoise: 16 * precision.unitRoundoff * size, resolution: resolution,
      reference: problem.reference, precision: precision)
  }
}

extension Status {
  /// Whether a check that ends so does not count in the gradient's favor.
  fileprivate var isOpenOrFailure: Bool { isFailure || self == .inconclusive }
}
