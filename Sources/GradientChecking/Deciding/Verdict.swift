/// What a derivative comes to: a function of the analytic value and of intervals.
struct Verdict {
  let status: Status
  let numeric: Interval
  let explanation: String?
  /// By how much the slope on the right is larger than that on the left, at a kink.
  var gap: Double?
  /// Whether several kinks meet here.
  var meetsKinks = false
  /// Whether nothing can be seen of an analytic value that is no rounding, or of what may be there
  /// instead of 0.
  var drowns = false

  init(_ status: Status, _ numeric: Interval, _ explanation: String? = nil, gap: Double? = nil) {
    self.status = status
    self.numeric = numeric
    self.explanation = explanation
    self.gap = gap
  }
}

/// What an analytic derivative is held against.
struct Claim {
  /// a
  let analytic: Double
  /// The rounding error that a itself may carry.
  let rounding: Double
  /// The relative error up to which two derivatives are the same, whatever the noise.
  let tolerance: Double
  /// How large the function's other derivatives are.
  let reference: Double
  /// What may be rounding of the function's largest derivatives, and no derivative itself.
  let visible: Double
  /// Along a direction: the noise of a derivative in which no single wrong entry of the block could
  /// hide. There no relative error settles anything, as a single wrong entry among many shows as
  /// little as its share.
  let resolution: Double?

  /// How far `interval` is from the claim, if that carries as much rounding as it may.
  func distance(from interval: Interval) -> Double {
    max(0, interval.distance(to: analytic) - rounding)
  }

  /// Whether the claim and a value are the same to the tolerance.
  func isEqual(to value: Double) -> Bool {
    resolution == nil && relativeError(analytic, value) <= tolerance
  }

  /// Whether zero with this error is told from a derivative that matters: one of 1, or of the size
  /// of the function's others.
  func resolvesZero(_ error: Double) -> Bool {
    error <= tolerance * (reference > 0 ? min(1, reference) : 1)
  }

  /// What an interval says in the claim's favor; nil where the claim lies outside of it.
  ///
  /// - Parameter others: How large the function's derivatives are along the line.
  func favor(of interval: Interval, others: Double = 0) -> Verdict? {
    let isEqual = isEqual(to: interval.value)
    let least = Policy.negligible * max(reference, others)
    // A bound on noise is one; that on truncation is an estimate.
    let isBound = interval.isNoise && interval.error > least
    let reach = isBound ? interval.error : Policy.refutation * interval.error
    guard interval.value.isFinite, isEqual || distance(from: interval) <= reach else { return nil }
    if let resolution {
      if interval.noise <= resolution, interval.error <= 2 * resolution {
        return Verdict(.agree, interval)
      }
      return interval.isNoise
        ? Verdict(
          .withinNoise, interval,
          "equal within the noise of the difference, \(short(interval.error))")
        : nil
    }
    let size = max(analytic.magnitude, interval.value.magnitude)
    if isEqual && interval.error <= Policy.resolved * size || interval.error <= tolerance * size {
      return Verdict(.agree, interval)
    }
    guard
      interval.error <= max(Policy.resolved * size, least)
    else { return nil }
    if analytic == 0, interval.value == 0, resolvesZero(interval.error) {
      return Verdict(.agree, interval)
    }
    var verdict = Verdict(
      .withinNoise, interval, "equal within the error of the difference, \(short(interval.error))")
    verdict.drowns =
      analytic == 0
      ? !resolvesZero(interval.error)
      : interval.error >= analytic.magnitude && analytic.magnitude > visible
    return verdict
  }

  /// What a line says in the claim's favor where it shows no kink, or to all digits.
  func favor(of model: LineModel) -> Verdict? {
    guard let smooth = model.smooth, let favor = favor(of: smooth, others: model.secant) else {
      return nil
    }
    return favor.status == .agree || !model.isKink ? favor : nil
  }

  /// The verdict on a line of which nothing more can be found out.
  func verdict(_ model: LineModel, kinks: Kinks) -> Verdict {
    if let favor = favor(of: model) { return favor }
    if model.central == nil, !model.isKink, let left = model.left, let right = model.right {
      // Every step crosses a kink: the slope of either side is right.
      for side in [left, right] {
        if var favor = favor(of: side) {
          favor.gap = right.value - left.value
          return favor
        }
      }
    }
    if let jump = model.jump {
      return Verdict(
        .jump, Interval(model.central?.value ?? .nan, noise: .infinity),
        "the function jumps by \(short(jump)) here, however small the step")
    }
    if model.isKink, let left = model.left, let right = model.right {
      return verdict(left, right, kinks)
    }
    if let side = model.onlySide {
      let which = model.left == nil ? "right" : "left"
      let explanation = "the function is defined on the \(which) only: its slope there"
      if let favor = favor(of: side, others: model.secant) {
        return Verdict(.oneSided, favor.numeric, explanation)
      }
      return against(side, explanation)
    }
    if let own = model.onBranch, let favor = favor(of: own, others: model.secant) { return favor }
    if model.central == nil, !kinks.isSingle, let smooth = model.smooth {
      return meeting(smooth, kinks, "the slopes of the two sides cannot be told apart")
    }
    guard let smooth = model.smooth else {
      return Verdict(
        .inconclusive, Interval(.nan, noise: .infinity),
        "the function has no finite values beside the point")
    }
    let verdict = against(smooth, nil)
    guard verdict.status == .disagree, let hidden = model.hidden, hidden.contains(analytic) else {
      return verdict
    }
    return Verdict(
      .inconclusive, smooth,
      "between the slopes of the two sides, \(short(hidden.lowerBound)) and "
        + "\(short(hidden.upperBound)), at every step at which they stand out of the noise")
  }

  /// The verdict where no interval speaks for the claim.
  private func against(_ numeric: Interval, _ explanation: String?) -> Verdict {
    let distance = distance(from: numeric)
    if distance > Policy.refutation * numeric.error {
      return Verdict(.disagree, numeric, explanation)
    }
    let reason =
      distance > numeric.error
      ? "off by \(short(distance)), with an uncertainty of \(short(numeric.error))"
      : numeric.isNoise
        ? "drowns in the noise of the difference, \(short(numeric.error)); what helps: larger steps, a "
          + "difference of outputs before they are summed, \(short(numeric.noise)) declared as accuracy"
        : "steps do not converge better than ±\(short(numeric.error))"
    return Verdict(
      .inconclusive, numeric, [explanation, reason].compactMap { $0 }.joined(separator: "; "))
  }

  /// The verdict where several kinks meet: each may take its own side, and no bound on the slopes
  /// of their composition holds.
  private func meeting(
    _ numeric: Interval, _ kinks: Kinks, _ words: String, gap: Double? = nil
  ) -> Verdict {
    var verdict = Verdict(
      .inconclusive, numeric, "right only if several kinks meet here\(kinks.place): \(words)",
      gap: gap)
    verdict.meetsKinks = true
    return verdict
  }

  /// The verdict at a kink, where every value between the slopes of the two sides is right.
  private func verdict(_ left: Interval, _ right: Interval, _ kinks: Kinks) -> Verdict {
    let nearest = left.distance(to: analytic) < right.distance(to: analytic) ? left : right
    let gap = right.value - left.value
    let words = "slope \(short(left.value)) from the left, \(short(right.value)) from the right"
    let place = kinks.place
    let margin = tolerance * analytic.magnitude + rounding
    // Each output may choose its own subgradient, so their sum may lie beyond both slopes of the
    // sum.
    let slopes = [left, right]
    let least =
      min(kinks.slopes.lowerBound, slopes.map { $0.value - Policy.refutation * $0.error }.min()!)
      - margin
    let greatest =
      max(kinks.slopes.upperBound, slopes.map { $0.value + Policy.refutation * $0.error }.max()!)
      + margin
    if least <= analytic, analytic <= greatest {
      return Verdict(.subgradient, nearest, "on a kink\(place): \(words)", gap: gap)
    }
    if [analytic, left.value, right.value].allSatisfy({ $0.magnitude <= tolerance * reference }) {
      return Verdict(.withinNoise, nearest, "negligible beside the other derivatives")
    }
    guard kinks.isSingle else { return meeting(nearest, kinks, words, gap: gap) }
    return Verdict(.disagree, nearest, "outside the kink\(place): \(words)", gap: gap)
  }
}

/// What a function tells of the kinks within a step.
struct Kinks {
  /// Their names.
  let sites: [String]
  var place: String { sites.isEmpty ? "" : " of \(sites.joined(separator: ", "))" }
  /// Whether there is but one, as far as anything is known: the only unit that takes another
  /// branch, or, where that is not traced, one along a single coordinate.
  let isSingle: Bool
  /// The slopes that are possible if each output chooses freely between its own.
  let slopes: ClosedRange<Double>
}
