// Which steps are worth an evaluation, and what they must show for a refutation.

extension Refinement {
  /// The bound on what noise does to a central quotient.
  func noise(at step: Double) -> Double { Refinement.confidence * noise / step }

  /// Whether noise at this step leaves room to refute the analytic value, if `value` is the numeric one.
  func isInformative(_ step: Double, at value: Double?) -> Bool {
    guard let value, value.isFinite else { return true }
    return Refinement.significance * Refinement.confidence * quiet / step
      < (analytic - value).magnitude
  }

  /// Whether a smaller step could bound the numeric value more closely, noise included.
  func sharpens(_ limit: Interval?, at step: Double) -> Bool {
    guard let limit else { return true }
    return Refinement.enlargement * noise(at: step) < limit.error / 2
  }

  /// Whether a larger step is within bounds and shows the same branch.
  func isUsable(_ step: Double, along line: inout Line) throws -> Bool {
    try step <= line.steps.upperBound && line.staysOnBranch(step) && line.isFinite(step)
  }

  /// The step to try after the first, nil where there is none.
  ///
  /// Along a coordinate four times the first. Along a direction, of which is known how little noise it
  /// must have, as large at once as that takes, or as the branch allows.
  func firstLarger(along line: inout Line) throws -> Double? {
    let ratio = Extrapolation.ratio
    guard tolerance == 0, resolution > 0 else { return line.representable(ratio * firstStep) }
    var step = ratio * firstStep
    // With room for the still larger ones by which truncation is judged.
    while noise(at: step) * Refinement.enlargement > resolution,
      ratio * ratio * ratio * step <= line.steps.upperBound
    {
      step *= ratio
    }
    while step > 2 * ratio * firstStep, try !isUsable(step, along: &line) { step /= ratio }
    return step
  }

  /// The numeric derivative from a few steps with as little noise as the resolution asks for.
  func limit(along line: inout Line) throws -> Interval? {
    var steps: [Double] = []
    var next = try line.staysOnBranch(firstStep) ? firstLarger(along: &line) : firstStep / 16
    while steps.count < 3, let step = next {
      guard try steps.isEmpty || isUsable(step, along: &line) else { break }
      steps.insert(step, at: 0)
      next = line.representable(step * Extrapolation.ratio)
    }
    return try smoothLimit(steps, along: &line)
  }

  /// The steps to use where a traced kink is nearer than any step can be and no other is within the
  /// first, nil elsewhere.
  ///
  /// Rounding may put a kink that the point is on beside it, by as much as the function does not show.
  func stepsAtKink(along line: inout Line) throws -> [Double]? {
    guard line.isTraced, try !line.staysOnBranch(firstStep) else { return nil }
    func isAsFirst(_ h: Double) throws -> Bool {
      try line.expect(h, -h)
      return try line.sample(h).branches == line.sample(firstStep).branches
        && line.sample(-h).branches == line.sample(-firstStep).branches
    }
    func isHidden(_ h: Double) throws -> Bool {
      try max(line.change(h).magnitude, line.change(-h).magnitude) < 64 * noise
    }
    func isTooNear(_ h: Double) throws -> Bool {
      try line.expect(4, stepsFrom: h)
      return try !isAsFirst(h) && isHidden(h)
    }
    var nearest = line.representable(line.steps.lowerBound)
    while nearest < firstStep / 1000, try isTooNear(nearest) {
      nearest = line.representable(Extrapolation.ratio * nearest)
    }
    guard nearest < firstStep / 100, try isAsFirst(nearest) else { return nil }
    return [1, 4, 16, 64, 256].map { line.representable(firstStep / $0) }
  }

  /// Whether the finest steps at which noise is small against the disagreement all come to the same
  /// slope.
  ///
  /// A slope that still changes belongs to kinks or oscillations finer than the steps, and refutes
  /// nothing.
  func isStable(
    _ steps: [Double], _ numeric: Interval, along line: inout Line
  ) throws -> Bool {
    let distance = numeric.distance(to: analytic)
    var informative: [(step: Double, value: Double)] = []
    for h in steps.reversed() where isInformative(h, at: numeric.value) {
      guard try line.staysOnBranch(h) else { continue }
      let value = (try line.change(h) - line.change(-h)) / (2 * h)
      if value.isFinite { informative.append((h, value)) }
      if informative.count == 4 { break }
    }
    guard informative.count > 1 else { return false }
    // A change that does not shrink with the step happens within the finest.
    let changes = informative.map { 2 * $0.step * $0.value }
    if changes[0].magnitude > 2 * Refinement.confidence * noise, changes[0] / changes[1] > 0.7,
      changes[0] / changes[1] < 1.4
    {
      return false
    }
    func agree(_ values: some Collection<Double>) -> Bool {
      values.allSatisfy { numeric.distance(to: $0) <= distance / 2 }
    }
    // Either as they are, or with the leading term of their truncation removed.
    return agree(informative.prefix(3).map(\.value))
      || agree(
        zip(informative, informative.dropFirst()).prefix(2).map { finer, coarser in
          let ratio = coarser.step / finer.step
          return finer.value + (finer.value - coarser.value) / (ratio * ratio - 1)
        })
  }
}
