/// Samples a line at a ladder of steps until it is settled what an analytic derivative comes to.
///
/// Which step is next is decided here and nowhere else.
struct Refinement {
  let claim: Claim
  /// What noise may add to a sample.
  let bound: NoiseBound
  let precision: Precision
  let firstStep: Double

  func verdict(along line: inout Line) throws -> Verdict {
    if let flat = try flat(along: &line) { return flat }
    var steps = [firstStep]
    if try line.staysOnBranch(firstStep) {
      // Wider steps first: each divides the noise by four.
      var next = try firstWider(along: &line)
      // Where steps were left out, the first one's noise must not blur the wider ones' limit.
      let isLeap = next.map { $0 > 2 * Policy.ratio * firstStep } ?? false
      if isLeap { steps = [] }
      while let wider = next, try isUsable(wider, along: &line) {
        steps.insert(wider, at: 0)
        let model = try model(steps, along: &line)
        if let favor = claim.favor(of: model), favor.status == .agree { return favor }
        // Along a direction the noise that is asked for may be reached long before the widest step.
        let isQuiet = claim.resolution.map { noise(at: wider) <= $0 / 16 } ?? false
        next = isQuiet && steps.count > 2 ? nil : line.representable(wider * Policy.ratio)
      }
      if isLeap { steps.append(firstStep) }
      var model = try model(steps, along: &line)
      if claim.favor(of: model) == nil, model.smooth?.isNoise ?? false {
        try fillWidest(&steps, along: &line)
        model = try self.model(steps, along: &line)
      }
      // What noise leaves open, finer steps do too.
      if let favor = claim.favor(of: model), favor.numeric.isNoise { return favor }
    }
    if let atKink = try stepsAtKink(along: &line) {
      steps = atKink
      let verdict = try verdict(from: steps, along: &line)
      guard verdict.status == .inconclusive else { return verdict }
      try goWider(&steps, along: &line)
    } else {
      try goFiner(&steps, along: &line)
    }
    return try verdict(from: steps, along: &line)
  }

  private func verdict(from steps: [Double], along line: inout Line) throws -> Verdict {
    let model = try model(steps, along: &line)
    let verdict = claim.verdict(model, kinks: try kinks(steps, model, along: &line))
    guard verdict.status == .disagree, let step = try finestAgreement(steps, verdict, along: &line)
    else {
      return verdict
    }
    return Verdict(
      .inconclusive, verdict.numeric,
      "the finest step that can tell, \(short(step)), agrees, wider ones do not", gap: verdict.gap)
  }

  /// The finest step at which noise lets the analytic value be told from the numeric one, if the
  /// difference there is the analytic value: what refutes it is then seen at wider steps only. Nil
  /// where it is not.
  private func finestAgreement(
    _ steps: [Double], _ verdict: Verdict, along line: inout Line
  ) throws -> Double? {
    let distance = claim.distance(from: verdict.numeric)
    for h in steps.reversed() {
      let (right, left) = (try line.change(h), try line.change(-h))
      guard right.isFinite, left.isFinite else { continue }
      let error = try bound(beside: h, of: &line) / h
      guard error < distance / 4 else { continue }
      let difference = Interval((right - left) / (2 * h), noise: error)
      return claim.distance(from: difference) <= error
        + (claim.resolution == nil ? claim.tolerance * claim.analytic.magnitude : 0)
        ? h : nil
    }
    return nil
  }

  /// A bound on what noise does to a central quotient.
  private func noise(at step: Double) -> Double { bound.absolute / step }

  private func model(_ steps: [Double], along line: inout Line) throws -> LineModel {
    try LineModel(
      steps, from: firstStep, tolerance: precision.tolerance, noise: bound, along: &line)
  }

  private func kinks(
    _ steps: [Double], _ model: LineModel, along line: inout Line
  ) throws -> Kinks {
    guard model.isKink || model.central == nil, let finest = steps.last else {
      return Kinks(sites: [], isSingle: true, slopes: 0...0)
    }
    return Kinks(
      sites: try line.crossedSites(finest),
      isSingle: try line.crossedUnits(finest).map { $0 == 1 } ?? line.isAlongCoordinate,
      slopes: try line.slopeBounds(steps[steps.count / 2]))
  }

  /// The verdict where the function does not change at all, even over a wide step; nil where it
  /// does.
  ///
  /// Saves the ladder for the many coordinates on which a network does not depend, such as biases
  /// in front of a batch norm.
  private func flat(along line: inout Line) throws -> Verdict? {
    let h = line.representable(Policy.widest / 2 * line.scale)
    let bound = bound.absolute
    guard bound.isFinite, claim.resolution == nil else { return nil }
    func isFlat(_ h: Double) throws -> Bool {
      let (right, left) = (try line.change(h), try line.change(-h))
      return max(right.magnitude, left.magnitude) <= bound
        && claim.analytic.magnitude * h <= bound
    }
    guard try isFlat(firstStep), try line.staysOnBranch(h), try isFlat(h) else { return nil }
    let numeric = Interval((try line.change(h) - line.change(-h)) / (2 * h), noise: bound / h)
    guard var favor = claim.favor(of: numeric) else { return nil }
    // Zero may be all there is to see only because noise hides the rest. What the function does not
    // depend on it does not depend on far away either.
    if claim.analytic == 0, favor.drowns {
      favor.drowns = try Policy.far.contains {
        let far = line.representable($0 * line.scale)
        try line.expect(far, -far)
        return try max(line.change(far).magnitude, line.change(-far).magnitude) > bound
      }
    }
    return favor
  }

  // MARK: Wider

  /// Whether a step is within bounds and shows the same branch.
  private func isUsable(_ step: Double, along line: inout Line) throws -> Bool {
    try step <= line.steps.upperBound && line.staysOnBranch(step) && line.isFinite(step)
  }

  /// The step to try after the first, nil where there is none.
  ///
  /// Along a coordinate four times the first. Along a direction, of which is known how little noise
  /// it must have, as wide at once as that takes, or as the branch allows.
  private func firstWider(along line: inout Line) throws -> Double? {
    let ratio = Policy.ratio
    guard let resolution = claim.resolution, resolution > 0 else {
      return line.representable(ratio * firstStep)
    }
    var step = ratio * firstStep
    // With room for the still wider ones by which truncation is judged.
    while 2 * noise(at: step) > resolution, ratio * ratio * ratio * step <= line.steps.upperBound {
      step *= ratio
    }
    while step > 2 * ratio * firstStep, try !isUsable(step, along: &line) { step /= ratio }
    return step
  }

  /// Adds steps closer together up to the widest, where the function drowns: the wider the steps by
  /// which truncation is judged, the less noise there is in them.
  private func fillWidest(_ steps: inout [Double], along line: inout Line) throws {
    for share in [4.0, 2, 1] {
      let wide = line.representable(line.steps.upperBound / share)
      guard wide > steps.last ?? 0, try isUsable(wide, along: &line) else { continue }
      steps.removeAll { $0 < 1.5 * wide && $0 > wide / 1.5 }
      steps.append(wide)
    }
    steps.sort(by: >)
  }

  /// Adds wider steps at a traced kink, as long as both sides take the branches that they take
  /// nearby.
  private func goWider(_ steps: inout [Double], along line: inout Line) throws {
    var wider = line.representable(firstStep * Policy.ratio)
    while wider <= line.steps.upperBound, try isAsFirst(wider, along: &line) {
      steps.insert(wider, at: 0)
      wider = line.representable(wider * Policy.ratio)
    }
  }

  /// Whether both sides take the branches at a step that they take at the first.
  private func isAsFirst(_ h: Double, along line: inout Line) throws -> Bool {
    try line.expect(h, -h)
    return try line.sample(h).branches == line.sample(firstStep).branches
      && line.sample(-h).branches == line.sample(-firstStep).branches
  }

  /// The numeric derivative from a few steps with as little noise as the resolution asks for.
  func limit(along line: inout Line) throws -> Interval? {
    var steps: [Double] = []
    var next = try line.staysOnBranch(firstStep) ? firstWider(along: &line) : firstStep / 16
    while steps.count < 3, let step = next {
      guard try steps.isEmpty || isUsable(step, along: &line) else { break }
      steps.insert(step, at: 0)
      next = line.representable(step * Policy.ratio)
    }
    return try model(steps, along: &line).central
  }

  // MARK: Finer

  /// Adds finer steps, as long as they can tell the analytic value from another.
  private func goFiner(_ steps: inout [Double], along line: inout Line) throws {
    var finer = line.representable(firstStep / Policy.ratio)
    var confirmations = 0
    while finer >= line.steps.lowerBound {
      let model = try model(steps, along: &line)
      if claim.favor(of: model)?.status == .agree { return }
      // A finer step tells something where noise leaves room to refute the analytic value, or to
      // know the numeric one better.
      let distance = model.smooth.map { claim.distance(from: $0) }
      let isInformative = distance.map { !(noise(at: finer) > $0 / Policy.refutation) } ?? true
      let sharpens = model.smooth.map { 2 * noise(at: finer) < $0.error / 2 } ?? true
      guard isInformative && confirmations < 3 || sharpens else { return }
      steps.append(finer)
      // Without traces a kink may hide at any scale, so all are tried.
      if line.isTraced, try line.staysOnBranch(finer) { confirmations += 1 }
      finer = line.representable(finer / Policy.ratio)
    }
  }

  /// The steps to use where a traced kink is nearer than any step can be and no other is within the
  /// first, nil elsewhere.
  ///
  /// Rounding may put a kink that the point is on beside it, by as much as the function does not
  /// show.
  private func stepsAtKink(along line: inout Line) throws -> [Double]? {
    guard line.isTraced, try !line.staysOnBranch(firstStep) else { return nil }
    func isHidden(_ h: Double) throws -> Bool {
      try max(line.change(h).magnitude, line.change(-h).magnitude)
        < bound.absolute
    }
    func isTooNear(_ h: Double) throws -> Bool {
      try line.expect(4, stepsFrom: h)
      return try !isAsFirst(h, along: &line) && isHidden(h)
    }
    var nearest = line.representable(line.steps.lowerBound)
    while nearest < firstStep / 1000, try isTooNear(nearest) {
      nearest = line.representable(Policy.ratio * nearest)
    }
    guard nearest < firstStep / 100, try isAsFirst(nearest, along: &line) else { return nil }
    return [1, 4, 16, 64, 256].map { line.representable(firstStep / $0) }
  }
}
