import GSL

/// The check of one variable: which coordinates, which directions, and how to judge them.
///
/// A reference, because so many values would take longer to copy than a small function to evaluate.
final class BlockCheck: Sendable {
  let variable: Variable
  /// The coordinates to check.
  let coordinates: [Int]
  /// The number of random directions to check.
  let directionCount: Int
  /// The analytic gradient.
  let gradient: [Double]
  /// The entry of largest magnitude in the gradient.
  let largest: Double
  /// The position of the variable among all.
  let position: Int
  /// The root mean square of the variable's values.
  private let size: Double
  private let influence: Influence
  private let key: RandomKey
  private let judge: DerivativeCheck
  private let directionJudge: DerivativeCheck
  private let combinationJudge: DerivativeCheck

  /// The sizes of a direction's entries, relative to their mean. They differ so that two entries
  /// which changed places do not cancel.
  private static let sizes = 0.75...1.25
  /// A sampled block gets another direction for so many samples, up to three.
  private static let samplesPerDirection = 500

  /// The check of the variable at `position` of the problem.
  ///
  /// - Parameter examined: The coordinates of a check that came no further; nil for all that are to
  ///   be checked.
  init(
    _ variable: Variable, at position: Int, of problem: Problem, noise: NoiseLevel,
    precision: Precision, configuration: CheckConfiguration, examined: [Int]? = nil
  ) {
    self.variable = variable
    self.position = position
    let gradient = problem.gradient[position]
    self.gradient = gradient
    key = problem.key.derived(2 + position)
    coordinates =
      examined
      ?? Sampling(
        limit: configuration.samplesPerBlock,
        isExhaustive: configuration.isExhaustive || configuration.checksJacobian
      ).coordinates(of: variable, key: problem.key.derived(-1 - position))
    let isSampled = coordinates.count < variable.values.count
    directionCount =
      isSampled ? 1 + min(2, configuration.samplesPerBlock / BlockCheck.samplesPerDirection) : 1

    let largest = Point([gradient]).largest
    self.largest = largest
    influence = problem.influences[position]
    let squares = variable.squareSum
    let length = squares.squareRoot()
    size = variable.size(squareSum: squares)
    func check(displacementNoise: Double, resolution: Double?) -> DerivativeCheck {
      DerivativeCheck(
        of: problem, noise: noise, precision: precision, configuration,
        displacementNoise: displacementNoise, size: largest, resolution: resolution)
    }
    judge = check(displacementNoise: 0, resolution: nil)
    directionJudge = check(
      displacementNoise: precision.unitRoundoff * norm(of: gradient, times: variable.values),
      // Where every coordinate is checked on its own, a direction need not see more than they do.
      resolution: isSampled
        ? Policy.visibleEntry * largest * BlockCheck.leastShare(of: gradient.count)
          / (2 * Policy.refutation) : nil)
    // On kinks the slopes of coordinates whose own entry is zero count too.
    combinationJudge = check(
      displacementNoise: precision.unitRoundoff * largest * length, resolution: nil)
  }

  /// A line along which to check.
  struct Target {
    enum Kind {
      case coordinate(Int)
      /// The random direction of this number.
      case direction(Int)
    }

    /// The position of the block.
    let block: Int
    let kind: Kind

    var isCoordinate: Bool { if case .coordinate = kind { true } else { false } }
  }

  /// All coordinates, then all directions.
  var targets: [Target] {
    coordinates.map { Target(block: position, kind: .coordinate($0)) }
      + (0..<directionCount).map { Target(block: position, kind: .direction($0)) }
  }

  /// Where a target's line goes, with the analytic derivative along it. Made once for all that is
  /// sampled along it: a direction takes long to draw.
  struct Path {
    let displacement: Displacement
    fileprivate let analytic: Double
  }

  func path(_ target: Target) -> Path {
    switch target.kind {
    case .coordinate(let coordinate):
      Path(
        displacement: Displacement(variable: position, direction: .coordinate(coordinate)),
        analytic: gradient[coordinate])
    case .direction(let number): path(alongRandom: direction(number), gradient: gradient)
    }
  }

  private func path(alongRandom direction: [Double], gradient: [Double]) -> Path {
    Path(
      displacement: Displacement(variable: position, direction: .vector(direction)),
      analytic: dot(gradient, direction))
  }

  func derivative(along path: Path, line: inout Line) throws -> Derivative {
    switch path.displacement.direction {
    case .coordinate(let coordinate):
      line.aim(variable: position, coordinate: coordinate, of: variable.values)
      var judge = judge
      judge.claim.rounding = min(
        judge.claim.rounding,
        Policy.roundings * judge.claim.precision.unitRoundoff
          * influence.slope(at: variable.values[coordinate]))
      return try judge.check(path.analytic, along: &line)
    case .vector(let direction):
      line.aim(variable: position, direction: direction, size: size)
      return try directionJudge.check(path.analytic, along: &line)
    }
  }

  /// Whether there are coordinates that only directions see.
  var isSampled: Bool { coordinates.count < variable.values.count }

  /// Independent signs, scaled to a vector of about length 1: whatever coordinate is wrong, it
  /// shows.
  static func direction(of variable: Variable, key: RandomKey) -> [Double] {
    let length = 1 / Double(max(1, variable.values.count)).squareRoot()
    let (least, spread) = (sizes.lowerBound, sizes.upperBound - sizes.lowerBound)
    var direction = key.uniforms(variable.values.count)
    for i in direction.indices {
      // One number gives a sign and a size.
      let x = 2 * direction[i] - 1
      let size = length * (least + spread * x.magnitude)
      direction[i] = x < 0 ? -size : size
    }
    return direction
  }

  /// The least that an error of 1 in a single entry adds to a directional derivative.
  private static func leastShare(of count: Int) -> Double {
    sizes.lowerBound / Double(max(1, count)).squareRoot()
  }

  /// The random direction of this number.
  func direction(_ number: Int) -> [Double] {
    BlockCheck.direction(of: variable, key: number == 0 ? key : key.derived(number))
  }

  /// The derivative along one coordinate.
  func derivative(coordinate: Int, along line: inout Line) throws -> Derivative {
    try derivative(
      along: path(Target(block: position, kind: .coordinate(coordinate))), line: &line)
  }

  /// The derivative along a random direction, or a part of one, with the resolution that this
  /// takes.
  ///
  /// - Parameter gradient: what to take for the analytic gradient, the block's own where nil.
  func derivative(
    alongRandom direction: [Double], gradient: [Double]? = nil, line: inout Line
  ) throws -> Derivative {
    try derivative(
      along: path(alongRandom: direction, gradient: gradient ?? self.gradient), line: &line)
  }

  /// The numeric derivative along a part of a random direction.
  func limit(
    along direction: [Double], resolution: Double, line: inout Line
  ) throws -> Interval? {
    line.aim(variable: position, direction: direction, size: size)
    return try directionJudge.limit(along: &line, resolution: resolution)
  }

  /// The derivative along a combination of few coordinates, as exact as along one.
  func derivative(along combination: [Double], line: inout Line) throws -> Derivative {
    line.aim(variable: position, direction: combination, size: size)
    return try combinationJudge.check(dot(gradient, combination), along: &line)
  }

  /// The smallest error of a single entry that this directional derivative would have shown; nil
  /// where it came to nothing.
  func visibleError(_ directional: Derivative) -> Double? {
    let bound: Double
    switch directional.status {
    case .agree, .withinNoise, .oneSided: bound = directional.error
    case .inconclusive
    where (directional.analytic - directional.numeric).magnitude
      <= directional.error:
      bound = directional.error
    case .subgradient, .inconclusive, .disagree, .jump: return nil
    }
    let visible = Policy.refutation * bound / BlockCheck.leastShare(of: gradient.count)
    return visible.isFinite ? visible : nil
  }
}
