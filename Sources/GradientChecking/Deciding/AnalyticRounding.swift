import GSL

/// How far rounding may have moved the entries of an analytic gradient.
///
/// A right gradient can consist of nothing but rounding: that of a bias before a batch norm, whose terms
/// cancel, or of a saturated softmax, 1 − 1 where the truth is 1e-30. Differences of the function see
/// further down than that. So before an entry is called wrong, two questions are asked:
///
/// - How much does it change when the cotangent changes by rounding? The gradient is linear in it, so that
///   is the rounding of the terms that the entry is the sum of.
/// - How large do entries become nearby, at the same point halved and brought nearer to 0? A formula that
///   adds and subtracts numbers of that size is no better than their rounding.
///
/// Both are some 1e-15 of what the gradient is made of; no mistake worth the name is as small.
struct AnalyticRounding {
  /// The bound for each entry of the block.
  private let noise: [Double]

  private static let perturbations = 3
  private static let roundings = 4.0
  private static let safety = 8.0
  private static let shrinkings = [0.5, 0.1, 0.01]

  /// The rounding of the block at `position`.
  ///
  /// - Throws: what the pullback throws at the point itself.
  init(of map: some DifferentiableMap, in problem: Problem, at position: Int) throws {
    let gradient = problem.gradient[position]
    let unit = map.precision.unitRoundoff
    var changes = [Double](repeating: 0, count: gradient.count)
    let generator = RandomGenerator(problem.key.derived(3))
    for _ in 0..<AnalyticRounding.perturbations {
      let cotangent = problem.cotangent.map {
        $0 * (1 + AnalyticRounding.roundings * unit * generator.sign())
      }
      let perturbed = try map.pullback(of: cotangent, at: problem.point)[position]
      for (i, (new, old)) in zip(perturbed, gradient).enumerated() where (new - old).isFinite {
        changes[i] = max(changes[i], (new - old).magnitude)
      }
    }
    var reach = 0.0
    for factor in AnalyticRounding.shrinkings {
      let nearby = Point(problem.point.blocks.map { $0.map { factor * $0 } })
      // Not every function is defined there.
      guard let shrunk = try? map.pullback(of: problem.cotangent, at: nearby)[position] else {
        continue
      }
      for entry in shrunk where entry.isFinite { reach = max(reach, entry.magnitude) }
    }
    noise = changes.map { AnalyticRounding.safety * max($0, unit * reach) }
  }

  /// The derivative along `direction`, no longer called wrong where rounding explains it.
  func excusing(_ derivative: Derivative, along direction: (Int) -> Double) -> Derivative {
    guard derivative.status == .disagree else { return derivative }
    let bound = noise.indices.reduce(0) { $0 + noise[$1] * direction($1).magnitude }
    return excusing(derivative, bound)
  }

  /// The derivative along one coordinate, no longer called wrong where rounding explains it.
  func excusing(_ derivative: Derivative, coordinate: Int) -> Derivative {
    derivative.status == .disagree ? excusing(derivative, noise[coordinate]) : derivative
  }

  private func excusing(_ derivative: Derivative, _ bound: Double) -> Derivative {
    let distance = (derivative.analytic - derivative.numeric).magnitude
    guard distance <= bound + derivative.error else { return derivative }
    return derivative.with(
      .withinNoise, "the analytic value is itself rounding, of up to \(short(bound))")
  }
}
