/// Samples a line at a ladder of steps until it is settled what an analytic derivative comes to.
///
/// Which step is next is decided here and nowhere else.
struct Refinement {
  let claim: Claim
  let noise: NoiseBound
  let firstStep: Double

  func verdict(along line: inout Line) throws -> Derivative {
    if let flat = try flat(along: &line) { return flat }
    let first = try line.rung(firstStep, noise)
    var rungs = [first]
    if first.isOnBranch {
      // Wider steps first: each divides the noise by four.
      var next = try firstWider(along: &line)
      // Where steps were left out, the first one's noise must not blur the wider ones' limit.
      let isLeap = next > 2 * Policy.ratio * firstStep
      if isLeap { rungs = [] }
      while let wider = try usable(next, along: &line) {
        rungs.insert(wider, at: 0)
        if let favor = claim.favor(of: model(rungs, line)), favor.status == .agree { return favor }
        // Along a direction the noise that is asked for may be reached long before the widest step.
        if let resolution = claim.resolution, rungs.count > 2,
          noise.absolute / wider.step <= resolution / (Policy.ratio * Policy.ratio)
        {
          break
        }
        next = line.representable(next * Policy.ratio)
      }
      if isLeap { rungs.append(first) }
      let model = model(rungs, line)
      if claim.favor(of: model) == nil, model.smooth?.isNoise ?? false {
        try fillWidest(&rungs, along: &line)
      }
      // What noise leaves open, finer steps do too.
      if let favor = claim.favor(of: self.model(rungs, line)), favor.isNoise { return favor }
    }
    if let atKink = try rungsAtKink(first, along: &line) {
      rungs = atKink
      let verdict = try verdict(rungs, along: &line)
      guard verdict.status == .inconclusive || verdict.drowns else { return verdict }
      try goWider(&rungs, first, along: &line)
    } else {
      try goFiner(&rungs, along: &line)
    }
    return try verdict(rungs, along: &line)
  }

  private func model(_ rungs: [Rung], _ line: Line) -> LineModel {
    LineModel(rungs, from: firstStep, scale: line.scale)
  }

  /// The verdict on all samples. What is refuted is so at the finest step too at which noise lets
  /// the analytic value be told from the numeric one; else nothing is settled.
  private func verdict(_ rungs: [Rung], along line: inout Line) throws -> Derivative {
    let model = model(rungs, line)
    let verdict = claim.verdict(
      model,
      kinks: model.isKink || model.central == nil
        ? try line.kinks(within: rungs[rungs.count - 1].step, slopesAt: rungs[rungs.count / 2].step)
        : .none)
    guard verdict.status == .disagree,
      case let distance = claim.distance(from: Interval(verdict.numeric, noise: 0)),
      let finest = rungs.last(where: { $0.isFinite && $0.noise < distance / 4 })
    else { return verdict }
    // Farther away than a value is large, which is not 0, the function may be another one; and where
    // it hardly moves any more, its quotients are no slopes.
    let wider = rungs.last { $0.step > finest.step && $0.isFinite }
    let isPast =
      finest.size > noise.absolute
      && wider.map { $0.size < finest.size * ($0.step / finest.step).squareRoot() } ?? false
    guard !isPast, line.size == 0 || finest.step <= max(line.size, firstStep) else {
      return verdict.with(
        .inconclusive, "only steps from \(short(finest.step)) on can tell, which are too wide")
    }
    guard
      claim.distance(from: Interval(finest.slope, noise: finest.noise)) <= finest.noise
        + (claim.resolution == nil ? claim.precision.tolerance * claim.analytic.magnitude : 0)
    else { return verdict }
    return verdict.with(
      .inconclusive,
      "the finest step that can tell, \(short(finest.step)), agrees, wider ones do not")
  }

  /// The verdict where the function does not change at all, even over a wide step; nil where it
  /// does. Saves the ladder for the many coordinates on which a network does not depend, such as
  /// biases in front of a batch norm.
  private func flat(along line: inout Line) throws -> Derivative? {
    guard noise.absolute.isFinite, claim.resolution == nil else { return nil }
    func isFlat(_ rung: Rung) -> Bool {
      max(rung.size, claim.analytic.magnitude * rung.step) <= noise.absolute
    }
    let first = try line.rung(firstStep, noise)
    guard isFlat(first) else { return nil }
    let wide = try line.rung(line.representable(Policy.widest / 2 * line.scale), noise)
    guard isFlat(wide), wide.isAlike(first),
      var favor = claim.favor(of: Interval(wide.slope, noise: noise.absolute / wide.step))
    else { return nil }
    // Zero may be all there is to see only because noise hides the rest. What the function does not
    // depend on it does not depend on far away either, as far as it goes on as it does here.
    if claim.analytic == 0, favor.drowns {
      favor.drowns = try (1...4).contains { power in
        let far = line.representable((0..<power).reduce(line.scale) { h, _ in h * Policy.spacing })
        let rung = try line.rung(far, noise)
        return rung.isAlike(first) && rung.size > noise.absolute
      }
    }
    return favor
  }

  // MARK: Wider

  /// The rung of a step, where it is within bounds and shows the same branch.
  private func usable(_ step: Double, along line: inout Line) throws -> Rung? {
    guard step <= line.steps.upperBound else { return nil }
    let rung = try line.rung(step, noise)
    return rung.isOnBranch && rung.isFinite ? rung : nil
  }

  /// The step to try after the first: four times it, or, where it is known how little noise there
  /// may be, as wide at once as that takes, with room for the wider ones by which truncation is
  /// judged, and as the branch allows.
  private func firstWider(along line: inout Line) throws -> Double {
    let ratio = Policy.ratio
    var step = ratio * firstStep
    guard let resolution = claim.resolution, resolution > 0 else { return line.representable(step) }
    while 2 * noise.absolute / step > resolution,
      ratio * ratio * ratio * step <= line.steps.upperBound
    {
      step *= ratio
    }
    while step > 2 * ratio * firstStep, try usable(step, along: &line) == nil { step /= ratio }
    return step
  }

  /// Adds steps closer together up to the widest, where the function drowns: the wider the steps by
  /// which truncation is judged, the less noise there is in them.
  private func fillWidest(_ rungs: inout [Rung], along line: inout Line) throws {
    for share in [Policy.ratio, Policy.ratio.squareRoot(), 1] {
      let step = line.representable(line.steps.upperBound / share)
      guard step > rungs.last?.step ?? 0, let wide = try usable(step, along: &line) else {
        continue
      }
      // The rungs that it stands for, nearer to it than to the next.
      let reach = Policy.ratio.squareRoot().squareRoot()
      rungs.removeAll { $0.step < reach * step && $0.step > step / reach }
      rungs.append(wide)
    }
    rungs.sort { $0.step > $1.step }
  }

  /// Adds wider steps at a traced kink, as long as both sides take the branches that they take
  /// nearby.
  private func goWider(_ rungs: inout [Rung], _ first: Rung, along line: inout Line) throws {
    var step = line.representable(firstStep * Policy.ratio)
    while step <= line.steps.upperBound {
      let wider = try line.rung(step, noise)
      guard wider.isAlike(first) else { return }
      rungs.insert(wider, at: 0)
      step = line.representable(step * Policy.ratio)
    }
  }

  /// The numeric derivative from a few steps with as little noise as the resolution asks for.
  func limit(along line: inout Line) throws -> Interval? {
    var rungs: [Rung] = []
    var next =
      try line.staysOnBranch(firstStep)
      ? firstWider(along: &line)
      : firstStep / (Policy.ratio * Policy.ratio)
    while rungs.count < 3,
      let rung = try rungs.isEmpty ? line.rung(next, noise) : usable(next, along: &line)
    {
      rungs.insert(rung, at: 0)
      next = line.representable(next * Policy.ratio)
    }
    return model(rungs, line).central
  }

  // MARK: Finer

  /// Adds finer steps, as long as noise leaves room in them to refute the analytic value, or to know
  /// the numeric one better.
  private func goFiner(_ rungs: inout [Rung], along line: inout Line) throws {
    var step = line.representable(firstStep / Policy.ratio)
    while step >= line.steps.lowerBound {
      let model = model(rungs, line)
      if claim.favor(of: model)?.status == .agree { return }
      if let smooth = model.smooth,
        noise.absolute / step
          > max(claim.distance(from: smooth) / Policy.refutation, smooth.error / Policy.ratio)
      {
        return
      }
      rungs.append(try line.rung(step, noise))
      step = line.representable(step / Policy.ratio)
    }
  }

  /// The steps to use where a traced kink is nearer than any step can be and no other is within the
  /// first, nil elsewhere. Rounding may put a kink that the point is on beside it, by as much as
  /// the function does not show.
  private func rungsAtKink(_ first: Rung, along line: inout Line) throws -> [Rung]? {
    guard line.isTraced, !first.isOnBranch else { return nil }
    func nearer(_ step: Double) throws -> Rung {
      try line.expect(4, stepsFrom: step)
      return try line.rung(step, noise)
    }
    var nearest = try nearer(line.representable(line.steps.lowerBound))
    let nearby = Policy.resolved * firstStep
    while Policy.ratio * nearest.step < nearby, !nearest.isAlike(first),
      nearest.size < noise.absolute
    {
      nearest = try nearer(line.representable(Policy.ratio * nearest.step))
    }
    guard nearest.step < nearby, nearest.isAlike(first) else { return nil }
    // Of two values that stay equal along the line now the one is larger by rounding, now the other.
    var (rungs, step) = ([first], first.step)
    while rungs.count < 5, step > nearest.step {
      step = line.representable(step / Policy.ratio)
      let finer = try line.rung(step, noise)
      if finer.isAlike(first) { rungs.append(finer) }
    }
    return rungs
  }
}
