/// A check at a generic point beside that of the check.
///
/// Chosen points are often special: a matrix is symmetric, a value 0, two are equal. There a wrong
/// formula may be right. So the derivative along one direction through all variables is checked a
/// hundredth away from the point, where nothing is special; where it is wrong, everything is
/// checked there.
struct SecondPoint<Map: DifferentiableMap> {
  let map: Map
  let problem: Problem
  let noise: NoiseLevel
  let configuration: CheckConfiguration

  /// What is found there.
  enum Outcome {
    case right
    /// Nothing, for the reason given, if there is more to say than that kinks or noise are in the
    /// way.
    case open(String?)
    /// The derivative along the direction is wrong at this point.
    case wrong(Point)
  }

  /// - Parameter isOnKink: Whether the point is on a kink, which has two sides: a gradient of 0 may
  ///   be right on the one and wrong on the other. So both are looked at.
  func outcome(isOnKink: Bool, evaluations: inout Int) throws -> Outcome {
    guard let gradient = problem.gradientElsewhere else {
      return .open("the function is not defined beside the point")
    }
    let here = try outcome(at: problem.elsewhere, gradient, evaluations: &evaluations)
    if case .wrong = here { return here }
    let opposite = problem.opposite
    guard isOnKink,
      let gradient = try Problem.ifDefined({ try map.pullback(of: problem.cotangent, at: opposite) }
      )
    else { return here }
    let there = try outcome(at: opposite, gradient, evaluations: &evaluations)
    return if case .wrong = there { there } else { here }
  }

  private func outcome(
    at elsewhere: Point, _ gradient: Point, evaluations: inout Int
  ) throws -> Outcome {
    evaluations += 1
    guard gradient.blocks.map(\.count) == problem.point.blocks.map(\.count),
      let base = try Problem.ifDefined({ try map.evaluate(at: elsewhere) }),
      base.output.count == problem.cotangent.count, base.output.allSatisfy(\.isFinite),
      gradient.blocks.allSatisfy({ $0.allSatisfy(\.isFinite) })
    else { return .open("the function is not defined beside the point") }
    let direction = problem.jointDirection(of: map.variables)
    var line = Line(
      from: base, cotangent: problem.cotangent,
      in: JointNeighborhood(of: elsewhere, along: direction, map: map), precision: map.precision)
    line.aim(variable: 0, direction: [], size: 1)
    let analytic = zip(gradient.blocks, direction.blocks).reduce(0) { $0 + dot($1.0, $1.1) }
    let size = zip(gradient.blocks, direction.blocks).reduce(0) {
      $0 + norm(of: $1.0, times: $1.1)
    }
    let derivative = try DerivativeCheck(
      of: problem, noise: noise, precision: map.precision, configuration,
      displacementNoise: map.precision.unitRoundoff * size, size: size
    ).check(analytic, along: &line)
    evaluations += line.evaluations
    switch derivative.status {
    case .agree, .withinNoise: return .right
    case .subgradient, .oneSided, .inconclusive, .jump: return .open(nil)
    case .disagree:
      // Numbers written down for one point are right there, and no function of the point. What
      // answers to every cotangent is a formula.
      let isGiven = gradient == problem.gradient && map is any DifferentiableFunction
      return isGiven
        ? .open("the gradient is the same at another point, where it is wrong: given for this one")
        : .wrong(elsewhere)
    }
  }

  /// The check of everything at the other point.
  func report(
    at point: Point, named subject: String, monitor: CheckMonitor
  ) throws -> GradientReport {
    var own = configuration
    own.checksJacobian = false
    own.evaluationLimit = nil
    return try Check(
      RelocatedMap(map, to: point), named: "\(subject), at a point beside it",
      cotangent: problem.cotangent, own, isPart: true
    ).report(monitor: CheckMonitor(isCancelled: monitor.isCancelled))
  }
}

extension GradientReport {
  /// Whether a derivative is wrong, not only left open.
  var hasWrongDerivative: Bool {
    blocks.contains { block in
      block.direction.status.isFailure
        || Status.allCases.contains { $0.isFailure && block.count(of: $0) > 0 }
    }
  }
}
