/// The computational noise of a function: the standard deviation of what rounding, truncated
/// iterations and stairs add to its values.
///
/// Over places so close that the function is a polynomial of low degree, its k-th divided
/// differences are noise alone, and their mean square estimates σ² (Moré and Wild, who look at
/// places of a grid). How close that is nobody knows, so it is looked at with several spacings,
/// each 64 times the one before. *Noise is what does not shrink with the spacing*: a kink is 64
/// times smaller at the finer of two spacings, whatever is smooth far more.
///
/// What is gone at finer spacings is no noise, but for one thing: a function that moves in stairs,
/// as one that computes in single precision somewhere does. On each of them it is smooth, or stands
/// still; that it goes another way from one to the next than its slopes say gives it away.
///
/// Source: Moré, Wild: "Estimating computational noise", SIAM J. Sci. Comput. 33 (2011).
struct NoiseLevel {
  /// σ.
  private(set) var deviation: Double
  /// What rounding of the outputs alone amounts to; no less than this is believed.
  let rounding: Double

  /// Whether it is that of a function which moves in stairs.
  private(set) var movesInStairs: Bool

  /// Whether noise is at most half a step, be it of such stairs or of the last rounding of a value.
  private(set) var isBounded = false

  /// Whether the function stands still near the point and moves further out: that it does not move
  /// over a small step says nothing then.
  private(set) var standsStill = false

  /// How many times louder than the rounding of its outputs the function is.
  var amplification: Double { rounding > 0 ? deviation / rounding : 1 }

  /// How many σ the noise may come to, in a sum over so many outputs. Of errors spread evenly over
  /// a step each is at most √3·σ of its own; an estimate of σ from some 20 places is good to half
  /// of it.
  func confidence(outputs: Int) -> Double {
    guard isBounded else { return Policy.z }
    return min(
      Policy.z,
      (deviation > 2 * rounding ? 1.5 : 1)
        * (3 * Double(max(1, outputs))).squareRoot())
  }

  /// The noise of a function of which nothing is known but the rounding of its outputs.
  init(rounding: Double) {
    (deviation, movesInStairs) = (rounding, false)
    self.rounding = rounding
  }

  /// As many spacings as there are from the square root of the unit roundoff to 4e-3 in double
  /// precision.
  static let most = 4
  /// Where to look, in spacings. Not evenly, as on a grid what is rounded and what oscillates may
  /// look smooth.
  private static let nodes = [1.22, 2.05, 3.31, 4.12, 5.36, 6.18, 7.02]
  /// Divided differences of orders 3 to 6 of the values at these places, each of such weights that
  /// noise of σ gives σ on the average: what is a polynomial of a lower degree gives 0.
  private static let contrasts: [[[Double]]] = (3...6).map { order in
    (0..<nodes.count - order).map { first in
      let window = nodes[first...first + order]
      let weights = window.map { place in
        1 / window.reduce(1) { $1 == place ? $0 : $0 * (place - $1) }
      }
      let length = weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return weights.map { $0 / length }
    }
  }
  private static let incommensurate = [0.786, 0.618]
  /// A level may differ from the next by no more than this for both to be of noise: half way, by
  /// ratio, between a level that stays and a kink's.
  private static let alike = Policy.spacing.squareRoot()

  /// What two estimates of the same noise differ by at most, but for a few in a hundred.
  private static let scatter = 3.0

  /// Samples `line` on one side of the point, on the other where the function is not defined there.
  ///
  /// - Parameter spacings: At how many spacings to look at most, from about the square root of the
  ///   unit roundoff on, where most functions are smooth.
  init(_ line: inout Line, precision: Precision, rounding: Double, spacings: Int) throws {
    self.rounding = rounding
    let finest = line.scale * precision.unitRoundoff.squareRoot()
    let all = (0..<spacings).map {
      finest * (0..<$0).reduce(1) { spacing, _ in spacing * Policy.spacing }
    }
    let usable = all.filter { 8 * $0 <= line.steps.upperBound }
    try line.expect(usable.flatMap { NoiseLevel.places($0) })
    var levels = try usable.compactMap { try Level(&line, spacing: $0) }
    (deviation, movesInStairs) = (rounding, false)
    guard !levels.isEmpty else { return }
    // What is loud at the finest may be a kink or an oscillation, which still finer places shrink; or
    // a function of so small a scale that it is alike at two spacings beyond, and not at a third.
    var persistence = 0
    while persistence < 2, levels[0].deviation > NoiseLevel.alike * rounding,
      levels[0].spacing / Policy.spacing > line.steps.lowerBound,
      let closer = try Level(&line, spacing: levels[0].spacing / Policy.spacing)
    {
      levels.insert(closer, at: 0)
      // What is as large as the function itself may be an oscillation that all these places miss.
      let isLarge = closer.deviation > Policy.resolved * rounding / precision.unitRoundoff
      let shrinks = closer.deviation < levels[1].deviation / NoiseLevel.alike
      persistence = isLarge || shrinks ? 0 : persistence + 1
    }
    deviation = max(rounding, levels[0].deviation)
    isBounded = levels[0].isStill
    standsStill = levels[0].isStill && !levels.allSatisfy(\.isStill)
    for (finer, level) in zip(levels, levels.dropFirst()) where level.deviation > deviation {
      if level.deviation <= NoiseLevel.alike * deviation {
        // What goes on from the finer spacing, slightly louder.
        if level.isRough { deviation = level.deviation }
      } else if finer.deviation <= NoiseLevel.alike * deviation
        // Stairs end at once, where an oscillation fades.
        || NoiseLevel.alike * finer.deviation >= level.deviation,
        try level.isStaircase(&line, noise: deviation),
        let mean = try deviationOfStairs(like: level, along: &line)
      {
        (deviation, movesInStairs, isBounded) = (mean, true, true)
      }
    }
  }

  /// σ where there are stairs at spacings too that have no multiple in common with one at which
  /// there are, nil where there are not: what oscillates may look alike at all places of one.
  private func deviationOfStairs(like level: Level, along line: inout Line) throws -> Double? {
    var squares = level.deviation * level.deviation
    for ratio in NoiseLevel.incommensurate {
      guard let other = try Level(&line, spacing: ratio * level.spacing),
        other.deviation <= NoiseLevel.alike * level.deviation,
        try other.isStaircase(&line, noise: deviation)
      else { return nil }
      squares += other.deviation * other.deviation
    }
    return (squares / Double(1 + NoiseLevel.incommensurate.count)).squareRoot()
  }

  /// The differences at one spacing.
  private struct Level {
    let spacing: Double
    let deviation: Double
    /// Whether differences of all orders tell of the same noise. What is smooth has ever smaller
    /// ones.
    let isRough: Bool
    private let places: [Double]
    private let values: [Double]

    /// Whether the function stands still.
    var isStill: Bool { values.allSatisfy { $0 == values[0] } }

    /// Nil where the function is finite on neither side.
    init?(_ line: inout Line, spacing: Double) throws {
      for side in [spacing, -spacing] {
        let places = NoiseLevel.places(side)
        try line.expect(places)
        let values = try places.map { try line.change($0) }
        guard values.allSatisfy(\.isFinite),
          let (deviation, isRough) = NoiseLevel.deviation(of: values)
        else { continue }
        (self.spacing, self.deviation, self.isRough) = (spacing, deviation, isRough)
        (self.places, self.values) = (places, values)
        return
      }
      return nil
    }

    /// Whether the function goes another way between the places than its slopes at them say. Of
    /// what is smooth the mean slope between two places is the mean of their slopes, but for a
    /// twelfth of how much these bend; at a kink that fails once. A function in stairs goes up in
    /// steps that its slopes know nothing of.
    func isStaircase(_ line: inout Line, noise: Double) throws -> Bool {
      // Half way, by ratio, to the finest step: on the same stair, of those that do not show at a
      // finer spacing.
      let finest = line.steps.lowerBound
      guard spacing > Policy.spacing * finest else { return false }
      let offset = (spacing * finest).squareRoot()
      try line.expect(places.flatMap { [$0 - offset, $0 + offset] })
      let slopes = try zip(places, values).map { place, value in
        // Beside the edge of a stair the other side tells.
        let right = (try line.change(place + offset) - value) / offset
        let left = (value - (try line.change(place - offset))) / offset
        return right.magnitude < left.magnitude ? right : left
      }
      guard slopes.allSatisfy(\.isFinite) else { return false }
      let gaps = values.indices.dropLast()
      if slopes.allSatisfy({ $0 == 0 }) {
        // What stands still wherever one looks, and is elsewhere each time, is on stairs.
        return gaps.count { values[$0] != values[$0 + 1] } > 1
      }
      let bends = slopes.indices.dropFirst().dropLast().map {
        (slopes[$0 + 1] - 2 * slopes[$0] + slopes[$0 - 1]).magnitude
      }
      let bound = bends.max()! + 4 * noise / offset
      let strays = gaps.count { i in
        let mean = (values[i + 1] - values[i]) / (places[i + 1] - places[i])
        return (mean - (slopes[i] + slopes[i + 1]) / 2).magnitude > bound
      }
      return strays > gaps.count / 2
    }
  }

  private static func places(_ spacing: Double) -> [Double] { nodes.map { $0 * spacing } }

  /// σ from differences of orders 3 to 6, and whether low and high orders agree on it; where low
  /// ones see more, as they do of what is smooth, it is what the high ones see.
  private static func deviation(of values: [Double]) -> (Double, isRough: Bool)? {
    let variances = contrasts.map { windows in
      let squares = windows.enumerated().map { first, weights in
        let difference = dot(weights, Array(values[first..<first + weights.count]))
        return difference * difference
      }
      return squares.reduce(0, +) / Double(squares.count)
    }
    let low = ((variances[0] + variances[1]) / 2).squareRoot()
    let high = ((variances[2] + variances[3]) / 2).squareRoot()
    guard low.isFinite, high.isFinite else { return nil }
    let mean = ((low * low + high * high) / 2).squareRoot()
    return (low <= alike * high ? mean : high, isRough: low <= scatter * high)
  }
}
