import GSL
import Synchronization

/// How far rounding may have moved the entries of an analytic gradient.
///
/// A right gradient can consist of nothing but rounding: that of a bias before a batch norm, whose
/// terms cancel, or of a saturated softmax, 1 − 1 where the truth is 1e-30. Differences of the
/// function see further down than that. So before an entry is called wrong, two questions are
/// asked:
///
/// - How much does it change when the cotangent is scaled and the point changes by rounding? A
///   pullback is linear, so what is left once the scale is divided out is the rounding of the terms
///   that the entry is the sum of. More than a 1e-7th of the largest entry it may not explain (in
///   single precision, what 2,000 roundings are): there may be a kink as near.
/// - How large does it become nearby, at the same point halved and brought nearer to 0? A formula
///   that adds and subtracts numbers of that size is no better than their rounding; nor is a
///   difference of such values, over the step.
///
/// What is excused is beyond the reach of the arithmetic, and far too small to matter.
struct AnalyticRounding: Sendable {
  /// The bound for each entry of the blocks in doubt; none for the others.
  private let noise: [[Double]]

  /// How the point and the cotangent change, to see what rounding does.
  fileprivate struct Perturbation {
    let number: Int
    /// By how many units in the last place the point changes at most: fewer would leave sums of
    /// alike numbers with the rounding they had.
    let units: Double
    /// How much larger than what is seen the rounding may be.
    let safety: Double
    /// What is seen so may come to so many times the usual bound, as it is believed nearly as it
    /// is.
    let largest: Double

    static func small(_ number: Int) -> Perturbation {
      Perturbation(
        number: number, units: Policy.spacing, safety: AnalyticRounding.safety, largest: 1)
    }

    /// One that reaches the last places of a sum in which a number is small beside the others. What
    /// a right entry changes by, times the safety, is the same.
    static func large(_ number: Int) -> Perturbation {
      Perturbation(
        number: number, units: 200 * Policy.spacing, safety: AnalyticRounding.safety / 200,
        largest: AnalyticRounding.largestFactor)
    }
  }

  /// How closely rounding is looked at.
  enum Care {
    /// By a few pullbacks, which show nearly all there is.
    case few
    /// By more, where those have shown too little: the rounding of a sum of few numbers takes few
    /// values, and may be the same several times in a row.
    case many

    fileprivate var trials: [Trial] {
      switch self {
      case .few:
        (0..<6).map { .perturbed(.small($0)) } + AnalyticRounding.shrinkings.map { .shrunk($0) }
      case .many: (6..<24).map { .perturbed($0.isMultiple(of: 2) ? .small($0) : .large($0)) }
      }
    }
  }

  /// What the cotangent is scaled by.
  private static let factors = 0.6...1.6
  private static let safety = 2000.0
  private static let largestFactor = 10.0
  private static let shrinkings = [0.5, 0.1, 0.01]
  /// How much larger outputs may be there than at the point, or than 1.
  private static let largestGrowth = 10.0

  /// A pullback by which the rounding shows.
  fileprivate enum Trial {
    /// With another cotangent, and another rounding of the point.
    case perturbed(Perturbation)
    /// At the point times this factor.
    case shrunk(Double)
  }

  /// The rounding of some blocks, seen by differences of this relative step.
  ///
  /// - Parameters:
  ///   - blocks: The positions of the blocks in doubt. All at once, because a pullback gives all.
  ///   - inside: How large the numbers are that the function adds up, as its noise tells; nil for 1.
  ///   - threads: How many pullbacks may run side by side, nil for one a core.
  ///
  /// - Throws: what the pullback throws.
  init(
    of map: some DifferentiableMap, in problem: Problem, step: Double, blocks: Set<Int>,
    inside: Double? = nil, care: Care = .few, threads: Int?
  ) throws {
    let unit = map.precision.unitRoundoff
    let cap = AnalyticRounding.share(map.precision) * problem.gradient.largest
    let noise = Mutex(
      problem.gradient.blocks.enumerated().map { position, block in
        blocks.contains(position) ? [Double](repeating: 0, count: block.count) : []
      })

    /// Raises the bounds, of which the largest counts, so that the order of the trials does not.
    @Sendable func run(_ trial: Trial) throws {
      switch trial {
      case .perturbed(let perturbation):
        let key = problem.key.derived(3).derived(perturbation.number)
        let factor = RandomGenerator(key).uniform(in: AnalyticRounding.factors)
        let perturbed = try map.pullback(
          of: problem.cotangent.map { factor * $0 },
          at: AnalyticRounding.rounded(
            problem.point, key: key, within: perturbation.units * unit))
        noise.withLock { noise in
          for position in noise.indices where position < perturbed.blocks.count {
            let (new, old) = (perturbed[position], problem.gradient[position])
            AnalyticRounding.raise(&noise[position]) { i in
              guard i < new.count else { return 0 }
              let change = (new[i] / factor - old[i]).magnitude
              return change.isFinite
                ? min(perturbation.safety * change, perturbation.largest * cap) : 0
            }
          }
        }
      case .shrunk(let factor):
        guard
          let shrunk = AnalyticRounding.gradient(
            of: map, in: problem, shrunkBy: factor, inside: inside)
        else {
          return
        }
        noise.withLock { noise in
          for position in noise.indices {
            let entries = shrunk[position]
            AnalyticRounding.raise(&noise[position]) { i in
              entries[i].isFinite ? unit / step * entries[i].magnitude : 0
            }
          }
        }
      }
    }
    _ = try Jobs(threads: threads, monitor: CheckMonitor())
      .run(care.trials, startingWith: ()) { trial, _ in
        threads == 1 ? try run(trial) : try map.evaluatingBesideOthers { try run(trial) }
      }
    self.noise = noise.withLock { $0 }
  }

  /// Raises bounds, in place, to what is larger.
  @inline(__always)
  private static func raise(_ bounds: inout [Double], _ bound: (Int) -> Double) {
    bounds.withUnsafeMutableBufferPointer { bounds in
      for i in bounds.indices {
        let bound = bound(i)
        if bound > bounds[i] { bounds[i] = bound }
      }
    }
  }

  /// The point with another rounding of every value.
  private static func rounded(_ point: Point, key: RandomKey, within share: Double) -> Point {
    Point(
      point.blocks.enumerated().map { position, block in
        var rounded = key.derived(position).uniforms(block.count)
        for i in rounded.indices {
          rounded[i] = block[i] * (1 + share * (2 * rounded[i] - 1))
        }
        return rounded
      })
  }

  /// How large the gradient becomes at the same point halved and brought nearer to 0.
  static func reach(of map: some DifferentiableMap, in problem: Problem) -> Double {
    shrinkings.reduce(0) { reach, factor in
      let nearby = gradient(of: map, in: problem, shrunkBy: factor, inside: nil)
      return nearby.map { nearby in
        nearby.blocks.reduce(reach) { reach, block in
          block.reduce(reach) { $1.isFinite ? max($0, $1.magnitude) : $0 }
        }
      } ?? reach
    }
  }

  /// The gradient at the point times a factor; nil where the function is not defined there, as not
  /// every one is, or has grown: one that has a pole at 0 has a large gradient there for that
  /// reason.
  private static func gradient(
    of map: some DifferentiableMap, in problem: Problem, shrunkBy factor: Double, inside: Double?
  ) -> Point? {
    let (point, cotangent) = (problem.point, problem.cotangent)
    let nearby = Point(point.blocks.map { $0.map { factor * $0 } })
    let ones = [Double](repeating: 1, count: cotangent.count)
    guard let output = try? map.evaluate(at: nearby).output, output.count == cotangent.count,
      norm(of: output, times: cotangent) <= largestGrowth
        * max(problem.line.outputSize, inside ?? norm(of: ones, times: cotangent))
    else { return nil }
    let gradient = try? map.pullback(of: cotangent, at: nearby)
    return gradient?.blocks.map(\.count) == point.blocks.map(\.count) ? gradient : nil
  }

  /// The largest share of the largest entry that a change may explain.
  static func share(_ precision: Precision) -> Double {
    max(Precision.double.tolerance, safety * precision.unitRoundoff)
  }

  /// The largest distance of an entry that changes can explain.
  static func largestDistance(in problem: Problem, _ precision: Precision) -> Double {
    2 * largestFactor * share(precision) * problem.gradient.largest
  }

  /// Whether rounding may be what is the matter.
  static func mayExplain(_ derivative: Derivative) -> Bool {
    [.disagree, .inconclusive].contains(derivative.status)
  }

  /// The same along a direction. One that is left open in a sampled block counts for as much as its
  /// error lets one see, whatever the error is made of: where the two values are no further apart,
  /// nothing is left to explain.
  static func mayExplain(_ derivative: Derivative, alongDirectionOf block: BlockCheck) -> Bool {
    mayExplain(derivative)
      && !(block.isSampled
        && (derivative.analytic - derivative.numeric).magnitude <= derivative.error)
  }

  /// The derivative along a direction of the block at `position`, no longer called wrong or open
  /// where rounding explains it.
  func excusing(
    _ derivative: Derivative, along direction: [Double], ofBlock position: Int
  ) -> Derivative {
    guard AnalyticRounding.mayExplain(derivative) else { return derivative }
    // The roundings of different entries are independent.
    return excusing(derivative, norm(of: noise[position], times: direction))
  }

  /// The derivative along one coordinate of the block at `position`, no longer called wrong or open
  /// where rounding explains it.
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
      .withinNoise, "the analytic value is itself rounding, of up to \(short(bound))", error: bound)
  }
}
