/// An analytic derivative, what it is held against, and what it then comes to: a function of the
/// value and of intervals.
struct Claim {
  /// a
  var analytic = Double.nan
  let precision: Precision
  /// The rounding error that a itself may carry.
  var rounding: Double
  /// How large a derivative has to be along this line to do to the function what others do.
  var reference = 0.0
  /// Along a direction: the noise of a derivative in which no single wrong entry of the block could
  /// hide. There no relative error settles anything, as a single wrong entry among many shows as
  /// little as its share.
  var resolution: Double?

  /// The relative error up to which two derivatives are the same, whatever the noise.
  private var tolerance: Double { precision.tolerance }

  /// How far `interval` is from the claim, if that carries as much rounding as it may.
  func distance(from interval: Interval) -> Double {
    max(0, interval.distance(to: analytic) - rounding)
  }

  /// What an interval says in the claim's favor; nil where the claim lies outside of it.
  ///
  /// - Parameter others: How large the function's derivatives are along the line.
  func favor(of interval: Interval, others: Double = 0) -> Derivative? {
    let isEqual = resolution == nil && relativeError(analytic, interval.value) <= tolerance
    let least = Policy.negligible * max(reference, others)
    // What zero is to be told from: a derivative of 1, or of the size of the function's others, or of
    // those along the line.
    let unit = max(others, reference > 0 ? min(1, reference) : 1)
    // A bound on noise is one; that on truncation is an estimate.
    let isBound = interval.isNoise && interval.error > least
    let reach = isBound ? interval.error : Policy.refutation * interval.error
    guard interval.value.isFinite, isEqual || distance(from: interval) <= reach else { return nil }
    let error = short(interval.error)
    if let resolution {
      if interval.noise <= resolution, interval.error <= Policy.refutation * resolution {
        return Derivative(.agree, interval)
      }
      return interval.isNoise
        ? Derivative(.withinNoise, interval, "equal within the noise of the difference, \(error)")
        : nil
    }
    let size = max(analytic.magnitude, interval.value.magnitude)
    if isEqual && interval.error <= Policy.resolved * size || interval.error <= tolerance * size {
      return Derivative(.agree, interval)
    }
    if analytic == 0, interval.value == 0, interval.error <= tolerance * unit {
      return Derivative(.agree, interval)
    }
    guard interval.error <= max(Policy.resolved * size, least) else { return nil }
    var derivative = Derivative(
      .withinNoise, interval, "equal within the error of the difference, \(error)")
    derivative.drowns =
      analytic == 0
      ? interval.error > Policy.negligible * unit
      : interval.error >= analytic.magnitude
        && analytic.magnitude > Policy.amplification * precision.unitRoundoff * reference
    return derivative
  }

  /// What a line says in the claim's favor where it shows no kink, or to all digits.
  func favor(of model: LineModel) -> Derivative? {
    guard let favor = model.smooth.flatMap({ favor(of: $0, others: model.secant) }) else {
      return nil
    }
    return favor.status == .agree || !model.isKink ? favor : nil
  }

  /// The verdict on a line of which nothing more can be found out.
  func verdict(_ model: LineModel, kinks: Kinks) -> Derivative {
    if let favor = favor(of: model) { return favor }
    if let jump = model.jump {
      return Derivative(
        .jump, Interval(model.central?.value ?? .nan, noise: .infinity),
        "the function jumps by \(short(jump)) here, however small the step")
    }
    if model.isKink, let left = model.left, let right = model.right {
      return verdict(left, right, kinks)
    }
    if let side = model.onlySide {
      let words =
        "the function is defined on the \(model.left == nil ? "right" : "left") only: its slope there"
      return favor(of: side, others: model.secant) == nil
        ? against(side, words) : Derivative(.oneSided, side, words)
    }
    if let own = model.onBranch, let favor = favor(of: own, others: model.secant) { return favor }
    guard let smooth = model.smooth else {
      return Derivative(
        .inconclusive, Interval(.nan, noise: .infinity),
        "the function has no finite values beside the point")
    }
    if model.central == nil, !kinks.isSingle {
      return meeting(smooth, kinks, "the slopes of the two sides cannot be told apart")
    }
    return against(smooth)
  }

  /// The verdict where no interval speaks for the claim.
  private func against(_ numeric: Interval, _ explanation: String? = nil) -> Derivative {
    let distance = distance(from: numeric)
    if distance > Policy.refutation * numeric.error {
      return Derivative(.disagree, numeric, explanation)
    }
    let error = short(numeric.error)
    let reason =
      distance > numeric.error
      ? "off by \(short(distance)), with an uncertainty of \(error)"
      : numeric.isNoise
        ? "drowns in the noise of the difference, \(error); what helps: larger steps, a "
          + "difference of outputs before they are summed, \(short(numeric.noise)) declared as accuracy"
        : "steps do not converge better than ±\(error)"
    return Derivative(
      .inconclusive, numeric, [explanation, reason].compactMap { $0 }.joined(separator: "; "))
  }

  /// The verdict at a kink, where every value between the slopes of the two sides is right.
  private func verdict(_ left: Interval, _ right: Interval, _ kinks: Kinks) -> Derivative {
    let nearest = left.distance(to: analytic) < right.distance(to: analytic) ? left : right
    let gap = right.value - left.value
    let words = "slope \(short(left.value)) from the left, \(short(right.value)) from the right"
    // Of zeros noise alone may look like two slopes.
    if [analytic, left.value, right.value].allSatisfy({ $0.magnitude <= tolerance * reference }) {
      return Derivative(.withinNoise, nearest, "negligible beside the other derivatives")
    }
    let margin = tolerance * analytic.magnitude + rounding
    // Each output may choose its own subgradient, so their sum may lie beyond both slopes of the
    // sum.
    let least = [left, right].reduce(kinks.slopes.lowerBound) {
      min($0, $1.value - Policy.refutation * $1.error)
    }
    let greatest = [left, right].reduce(kinks.slopes.upperBound) {
      max($0, $1.value + Policy.refutation * $1.error)
    }
    if least - margin <= analytic, analytic <= greatest + margin {
      return Derivative(.subgradient, nearest, "on a kink\(kinks.place): \(words)", gap: gap)
    }
    guard kinks.isSingle else { return meeting(nearest, kinks, words, gap: gap) }
    return Derivative(.disagree, nearest, "outside the kink\(kinks.place): \(words)", gap: gap)
  }

  /// The verdict where several kinks meet: each may take its own side, and no bound on the slopes
  /// of their composition holds.
  private func meeting(
    _ numeric: Interval, _ kinks: Kinks, _ words: String, gap: Double? = nil
  ) -> Derivative {
    var derivative = Derivative(
      .inconclusive, numeric, "right only if several kinks meet here\(kinks.place): \(words)",
      gap: gap)
    derivative.meetsKinks = true
    return derivative
  }
}
