import GSL

/// The check of one variable: which coordinates, which direction, and how to judge them.
struct BlockCheck: Sendable {
  /// The errors of single entries that the random direction is to see, relative to the largest one.
  private static let sensitivity = 1e-4

  let variable: Variable
  /// The coordinates to check.
  let coordinates: [Int]
  private let position: Int
  private let gradient: [Double]
  private let direction: [Double]
  private let judge: DerivativeCheck
  private let directionJudge: DerivativeCheck

  /// The check of the variable at `position` of the problem.
  init(
    _ variable: Variable, at position: Int, of problem: Problem, noise: NoiseLevel,
    precision: Precision, configuration: CheckConfiguration
  ) {
    self.variable = variable
    self.position = position
    let gradient = problem.gradient[position]
    self.gradient = gradient
    direction = BlockCheck.direction(of: variable, key: problem.key.derived(2 + position))
    coordinates = Sampling(
      limit: configuration.samplesPerBlock, isExhaustive: configuration.isExhaustive
    ).coordinates(of: variable, key: problem.key.derived(-1 - position))

    let largest = gradient.reduce(0) { max($0, $1.magnitude) }
    let weighted = zip(gradient, variable.values).reduce(0) { $0 + $1.0 * $1.0 * $1.1 * $1.1 }
    func check(displacementNoise: Double) -> DerivativeCheck {
      DerivativeCheck(
        method: configuration.method, step: configuration.step, noise: noise,
        displacementNoise: displacementNoise,
        analyticNoise: 16 * precision.unitRoundoff * largest,
        // One entry's share of a direction is its error over √N.
        resolution: BlockCheck.sensitivity * largest / Double(max(1, gradient.count)).squareRoot(),
        precision: precision)
    }
    judge = check(displacementNoise: 0)
    directionJudge = check(displacementNoise: precision.unitRoundoff * weighted.squareRoot())
  }

  /// Independent signs, scaled to a vector of about length 1: whatever coordinate is wrong, it shows.
  /// The sizes differ, so that two entries which changed places do not cancel.
  static func direction(of variable: Variable, key: RandomKey) -> [Double] {
    let generator = RandomGenerator(key)
    let size = 1 / Double(max(1, variable.values.count)).squareRoot()
    return variable.values.map { _ in size * generator.sign() * generator.uniform(in: 0.5...1.5) }
  }

  /// The derivative along one coordinate.
  func derivative(coordinate: Int, along line: inout Line) throws -> Derivative {
    line.aim(variable: position, coordinate: coordinate, of: variable.values)
    return try judge.check(gradient[coordinate], along: &line)
  }

  /// The derivative along the block's random direction.
  func directionalDerivative(along line: inout Line) throws -> Derivative {
    line.aim(variable: position, direction: direction, of: variable.values)
    let slope = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
    return try directionJudge.check(slope, along: &line)
  }
}
