extension Refinement {
  /// The verdict where the two sides of the point have different slopes, nil where they have not.
  func kinkOutcome(_ steps: [Double], along line: inout Line) throws -> Outcome? {
    guard try isKink(steps, along: &line),
      let right = try slope(steps, side: 1, along: &line),
      let left = try slope(steps, side: -1, along: &line)
    else { return nil }
    let error = max(left.error, right.error)
    let nearest = left.distance(to: analytic) < right.distance(to: analytic) ? left : right
    let size = max(left.value.magnitude, right.value.magnitude)
    let gap = left.distance(to: right.value)
    guard gap > left.error + right.error, gap > 1e-7 * size else {
      // Only a higher derivative jumps, or several kinks cancel.
      guard !isEqual(nearest) else { return Outcome(.agree, nearest) }
      let outcome = smoothOutcome(nearest)
      guard
        outcome.status != .disagree
          || nearest.distance(to: analytic) > Refinement.significance * error
      else {
        return Outcome(
          .inconclusive, nearest, "the slope of one side is known to ±\(short(error)) only")
      }
      let isOneUnit = try line.isAlongCoordinate && line.crossedUnits(steps[steps.count - 1]) == 1
      return Outcome(
        outcome.status, outcome.numeric, outcome.explanation,
        gap: isOneUnit ? right.value - left.value : nil)
    }
    let sites = try line.crossedSites(steps[steps.count - 1])
    let place = sites.isEmpty ? "" : " of \(sites.joined(separator: ", "))"
    let slopes = "slope \(short(left.value)) from the left, \(short(right.value)) from the right"
    // Each output may choose its own subgradient, so their sum may lie beyond both slopes of the sum.
    let bounds = try line.slopeBounds(steps[steps.count / 2])
    let margin = Refinement.significance * error + 1e-7 * analytic.magnitude + analyticNoise
    if min(bounds.lowerBound, left.value, right.value) - margin <= analytic,
      analytic <= max(bounds.upperBound, left.value, right.value) + margin
    {
      return Outcome(
        .subgradient, nearest, "on a kink\(place): \(slopes)", gap: right.value - left.value)
    }
    guard try line.crossedUnits(steps[steps.count - 1]) == 1 else {
      // Where several kinks meet, each may take its own side, and no bound on the slopes of their
      // composition holds.
      return Outcome(
        .inconclusive, nearest, "right only if several kinks meet here\(place): \(slopes)",
        gap: right.value - left.value)
    }
    return Outcome(
      .disagree, nearest, "outside the kink\(place): \(slopes)", gap: right.value - left.value)
  }

  /// The verdict where nobody tells of branches and only the second derivative jumps, as that of the square
  /// of a ReLU at 0; nil elsewhere. The central quotients then converge more slowly than those of each side,
  /// which know more or have no say.
  func bendOutcome(
    _ steps: [Double], _ central: Interval?, along line: inout Line
  ) throws -> Outcome? {
    guard !line.isTraced, let central, smoothOutcome(central).status == .inconclusive,
      let right = try slope(steps, side: 1, along: &line),
      let left = try slope(steps, side: -1, along: &line),
      left.distance(to: right.value) <= left.error + right.error
    else { return nil }
    let better = left.error < right.error ? left : right
    let outcome = smoothOutcome(better)
    return better.error < central.error / 4 && outcome.status == .withinNoise ? outcome : nil
  }

  /// The verdict where the slopes of the two sides are as far apart at every step at which noise lets one see
  /// them: what bends there is finer than that, and the analytic value may be anything between the two; nil
  /// elsewhere.
  func hiddenBendOutcome(
    _ steps: [Double], _ numeric: Interval, along line: inout Line
  ) throws -> Outcome? {
    guard let finest = steps.last else { return nil }
    let finer = [finest / 4, finest / 16].map(line.representable).filter { $0 > 0 }
    guard let h = try constantGap(steps + finer, along: &line) else { return nil }
    let (right, left) = (try line.change(h) / h, -(try line.change(-h)) / h)
    guard min(left, right) <= analytic, analytic <= max(left, right) else { return nil }
    return Outcome(
      .inconclusive, numeric,
      "between the slopes of the two sides, \(short(left)) and \(short(right)), at every step at which "
        + "they stand out of the noise")
  }

  /// Whether the slopes of the two sides stay apart as the step shrinks: the difference is h·f″ where
  /// the function is smooth, so a quarter each time.
  private func isKink(_ steps: [Double], along line: inout Line) throws -> Bool {
    if line.isTraced {
      return try !line.staysOnBranch(steps[steps.count - 1])
    }
    return try constantGap(steps.filter { $0 <= firstStep }, along: &line) != nil
  }

  /// The smallest step but one at which the gap between the slopes of the two sides stands out of the noise, if
  /// it is as large at the smallest; nil where it is not. The steps are in falling order.
  ///
  /// From the smallest step up: the first gap that stands out of the noise tells, together with the next larger
  /// one. Had it been visible at a smaller step already, there is no kink here.
  private func constantGap(_ steps: [Double], along line: inout Line) throws -> Double? {
    let gaps = try steps.map { h in
      (
        value: (try line.change(h) + line.change(-h)) / h,
        threshold: 16 * noise / h
      )
    }
    guard
      let position = gaps.indices.dropFirst().last(where: {
        gaps[$0].value.magnitude > gaps[$0].threshold
      })
    else { return nil }
    let (gap, coarser) = (gaps[position].value, gaps[position - 1].value)
    let ratio = gap / coarser
    let isHiddenBelow = gaps[(position + 1)...].allSatisfy { gap.magnitude <= 2 * $0.threshold }
    return isHiddenBelow && ratio > 0.7 && ratio < 1.5 ? steps[position - 1] : nil
  }

  /// The slope on one side of the point, from steps that stay on that side's branch.
  private func slope(_ steps: [Double], side: Double, along line: inout Line) throws -> Interval? {
    guard let nearest = steps.last else { return nil }
    let branches = try line.sample(side * nearest).branches
    var quotients: [Extrapolation.Quotient] = []
    for h in steps where h <= firstStep {
      let sample = try line.sample(side * h)
      guard sample.branches == branches else { continue }
      let value = sample.change / (side * h)
      quotients.append(
        Extrapolation.Quotient(
          step: h, value: value, noise: Refinement.confidence * noise / h,
          truncation: value.magnitude * h / line.scale))
    }
    return Extrapolation(order: 1).limit(quotients)
  }

  /// The verdict where the change across the point does not shrink with the step.
  func jumpOutcome(_ steps: [Double], along line: inout Line) throws -> Outcome? {
    guard steps.count >= 3, let h = steps.last,
      try !(line.isTraced && line.staysOnBranch(h))
    else { return nil }
    let heights = try steps.suffix(3).map { try line.change($0) - line.change(-$0) }
    let height = heights[2]
    guard height.magnitude > 100 * noise,
      heights.allSatisfy({ $0 / height > 0.7 && $0 / height < 1.4 })
    else { return nil }
    return Outcome(
      .jump, Interval(height / (2 * h), noise: .infinity),
      "the function jumps by \(short(height)) here, however small the step")
  }
}
