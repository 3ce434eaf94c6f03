@testable import GradientCheckTesting
@testable import GradientChecking

/// A derivative that is known as well as doubles are.
func derivative(
  _ analytic: Double, _ numeric: Double, _ status: Status, _ explanation: String? = nil
) -> Derivative {
  var derivative = Derivative(status, Interval(numeric, noise: 1e-12), explanation)
  (derivative.analytic, derivative.plain) = (analytic, numeric)
  return derivative
}

/// A block of which every coordinate was checked.
func block(
  _ name: String, shape: [Int]? = nil, _ derivatives: [Derivative], direction: Derivative? = nil
) -> BlockReport {
  BlockReport(
    Variable(
      name, shape: shape, values: [Double](repeating: 0, count: derivatives.count)),
    coordinates: Array(derivatives.indices), derivatives: derivatives,
    directions: [direction ?? derivative(1, 1, .agree)], precision: .double)
}

/// What the failure of a check with these findings says, nil where it passed.
func message(
  _ blocks: [BlockReport], probes: [ContractProbe] = [], warnings: [String] = []
) -> String? {
  var report = GradientReport(
    subject: "Affine", configuration: CheckConfiguration(), precision: .double, noise: 1e-16,
    probes: probes, blocks: blocks, evaluations: 100)
  report.warnings = warnings
  return FailureMessage(report)?.text("")
}
