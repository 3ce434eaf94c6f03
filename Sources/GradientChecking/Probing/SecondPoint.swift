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
    /// The derivative along the direction is wrong.
    case wrong
  }

  func outcome(evaluations: inout Int) throws -> Outcome {
    guard let gradient = problem.gradientElsewhere,
      gradient.blocks.map(\.count) == problem.point.blocks.map(\.count)
    else { return .open("the function is not defined beside the point") }
    let elsewhere = problem.elsewhere
    evaluations += 1
    guard let base = try Problem.ifDefined({ try map.evaluate(at: elsewhere) }),
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
      method: .central, step: configuration.step, noise: noise,
      displacementNoise: map.precision.unitRoundoff * size,
      inaccuracy: configuration.accuracy * max(1, line.outputSize),
      analyticNoise: 16 * map.precision.unitRoundoff * size, resolution: nil,
      reference: problem.reference, precision: map.precision
    ).check(analytic, along: &line)
    evaluations += line.evaluations
    switch derivative.status {
    case .agree, .withinNoise: return .right
    case .subgradient, .oneSided, .inconclusive, .jump: return .open(nil)
    case .disagree:
      // Numbers written down for one point are right there, and no function of the point.
      return gradient == problem.gradient
        ? .open("the gradient is the same at another point, where it is wrong: given for this one")
        : .wrong
    }
  }

  /// The check of everything at the other point.
  func report(named subject: String, monitor: CheckMonitor) throws -> GradientReport {
    var own = configuration
    own.checksJacobian = false
    own.evaluationLimit = nil
    return try Check(
      RelocatedMap(map, to: problem.elsewhere), named: "\(subject), at a point beside it",
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
