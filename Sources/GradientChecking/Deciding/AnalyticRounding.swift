import GSL

/// How far rounding may have moved the entries of an analytic gradient.
///
/// A right gradient can consist of nothing but rounding: that of a bias before a batch norm, whose terms
/// cancel, or of a saturated softmax, 1 − 1 where the truth is 1e-30. Differences of the function see
/// further down than that. So before an entry is called wrong, two questions are asked:
///
/// - How much does it change when the cotangent is scaled and the point changes by rounding? A pullback is
///   linear, so what is left once the scale is divided out is the rounding of the terms that the entry is
///   the sum of. More than a 1e-7th of the largest entry it may not explain (in single precision, what
///   2,000 roundings are): there may be a kink as near.
/// - How large does it become nearby, at the same point halved and brought nearer to 0? A formula that
///   adds and subtracts numbers of that size is no better than their rounding; nor is a difference of
///   such values, over the step.
///
/// What is excused is beyond the reach of the arithmetic, and far too small to matter.
struct AnalyticRounding {
  /// The bound for each entry of each block.
  private let noise: [[Double]]

  private static let perturbations = 6
  /// By how many units in the last place the point changes: fewer would leave sums of alike numbers with
  /// the rounding they had.
  private static let roundings = -64.0...64.0
  /// What the cotangent is scaled by.
  private static let factors = 0.6...1.6
  private static let safety = 2000.0
  /// The largest share of the largest entry that a change may explain in double precision.
  private static let largestShare = 1e-7
  private static let shrinkings = [0.5, 0.1, 0.01]

  /// The rounding of every block, seen by differences of this relative step. All at once, because a
  /// pullback gives all.
  ///
  /// - Throws: what the pullback throws.
  init(of map: some DifferentiableMap, in problem: Problem, step: Double) throws {
    let gradient = problem.gradient
    let unit = map.precision.unitRoundoff
    let largest = problem.gradient.blocks.reduce(0) { largest, block in
      block.reduce(largest) { max($0, $1.magnitude) }
    }
    var changes = gradient.blocks.map { [Double](repeating: 0, count: $0.count) }
    let generator = RandomGenerator(problem.key.derived(3))
    func rounded(_ value: Double) -> Double {
      value * (1 + unit * generator.uniform(in: AnalyticRounding.roundings))
    }
    for _ in 0..<AnalyticRounding.perturbations {
      let point = Point(problem.point.blocks.map { $0.map(rounded) })
      let factor = generator.uniform(in: AnalyticRounding.factors)
      let scaled = problem.cotangent.map { factor * $0 }
      let perturbed = try map.pullback(of: scaled, at: point)
      for (position, (new, old)) in zip(perturbed.blocks, gradient.blocks).enumerated() {
        for i in 0..<min(new.count, old.count) {
          let change = new[i] / factor - old[i]
          if change.isFinite { changes[position][i] = max(changes[position][i], change.magnitude) }
        }
      }
    }
    let share = max(AnalyticRounding.largestShare, AnalyticRounding.safety * unit)
    let reach = AnalyticRounding.reach(of: map, problem.cotangent, at: problem.point)
    noise = zip(changes, reach.blocks).map { changes, reach in
      zip(changes, reach).map { change, reach in
        max(
          min(AnalyticRounding.safety * change, share * largest),
          unit / step * reach)
      }
    }
  }

  /// How large each entry of the gradient becomes at the same point halved and brought nearer to 0.
  static func reach(
    of map: some DifferentiableMap, _ cotangent: [Double], at point: Point
  ) -> Point {
    var reach = Point(point.blocks.map { [Double](repeating: 0, count: $0.count) })
    for factor in shrinkings {
      let nearby = Point(point.blocks.map { $0.map { factor * $0 } })
      // Not every function is defined there.
      guard let shrunk = try? map.pullback(of: cotangent, at: nearby),
        shrunk.blocks.map(\.count) == reach.blocks.map(\.count)
      else { continue }
      for (position, block) in shrunk.blocks.enumerated() {
        for (i, entry) in block.enumerated() where entry.isFinite {
          reach[position][i] = max(reach[position][i], entry.magnitude)
        }
      }
    }
    return reach
  }

  /// Whether rounding may be what is the matter.
  static func mayExplain(_ derivative: Derivative) -> Bool {
    [.disagree, .inconclusive].contains(derivative.status)
  }

  /// The derivative along a direction of the block at `position`, no longer called wrong or open where
  /// rounding explains it.
  func excusing(
    _ derivative: Derivative, along direction: [Double], ofBlock position: Int
  ) -> Derivative {
    guard AnalyticRounding.mayExplain(derivative) else { return derivative }
    let noise = noise[position]
    // The roundings of different entries are independent.
    let bound = noise.indices.reduce(0) {
      $0 + noise[$1] * noise[$1] * direction[$1] * direction[$1]
    }.squareRoot()
    return excusing(derivative, bound)
  }

  /// The derivative along one coordinate of the block at `position`, no longer called wrong or open where
  /// rounding explains it.
  func excusing(
    _ derivative: Derivative, coordinate: Int, ofBlock position: Int
  ) -> Derivative {
    AnalyticRounding.mayExplain(derivative)
      ? excusing(derivative, noise[position][coordinate]) : derivative
  }

  private func excusing(_ derivative: Derivative, _ bound: Double) -> Derivative {
    let distance = (derivative.analytic - derivative.numeric).magnitude
    // An uncertainty larger than the rounding has another reason, and excuses nothing.
    guard distance <= bound + min(bound, derivative.error) else { return derivative }
    return derivative.with(
      .withinNoise, "the analytic value is itself rounding, of up to \(short(bound))")
  }
}
