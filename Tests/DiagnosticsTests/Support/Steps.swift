import Diagnostics

/// A healthy step of a network of three weights and two ReLUs, to be broken by a test.
func healthyStep(loss: Double = 2.3, ratio: Double = 1e-3) -> TrainingStep {
  TrainingStep(
    loss: loss, samples: 20, learningRate: 0.01,
    layers: [
      LayerStatistics("fc1", .affine, mean: 0, standardDeviation: 1.4, unitDeviation: 1.4),
      LayerStatistics(
        "relu1", .relu, mean: 0.5, standardDeviation: 0.8, activeUnits: [true, true, true, true]),
      LayerStatistics("fc2", .affine, mean: 0, standardDeviation: 1.3, unitDeviation: 1.2),
      LayerStatistics(
        "relu2", .relu, mean: 0.5, standardDeviation: 0.7, activeUnits: [true, true, true, true]),
      LayerStatistics("fc3", .affine, mean: 0, standardDeviation: 0.1, unitDeviation: 0.1),
    ],
    parameters: ["fc1", "fc2", "fc3"].flatMap { layer in
      [
        ParameterStatistics(
          "\(layer).weight", .weight, count: 16, fanIn: 4, norm: 2.8, gradientNorm: 0.4,
          updateNorm: 2.8 * ratio),
        ParameterStatistics(
          "\(layer).bias", .bias, count: 4, norm: 0, gradientNorm: 0.1, updateNorm: 0.001),
      ]
    })
}

/// What a probe says of a training of these steps.
func findings(_ probe: any TrainingProbe, _ steps: [TrainingStep]) -> [Finding] {
  var monitor = TrainingMonitor(probes: [probe])
  for step in steps { monitor.record(step) }
  return monitor.findings
}

/// What a probe says of `count` steps that are all like the healthy one after `change`.
func findings(
  _ probe: any TrainingProbe, count: Int = 10, _ change: (inout TrainingStep) -> Void = { _ in }
) -> [Finding] {
  var step = healthyStep()
  change(&step)
  return findings(probe, [TrainingStep](repeating: step, count: count))
}

/// Codes and verdicts of what a probe finds wrong with so many steps, each like the healthy one after `change`, whose
/// losses are not alike.
func codes(
  _ probe: any TrainingProbe, _ count: Int = 60, loss: (Int) -> Double = { _ in 1.4 },
  _ change: (inout TrainingStep, Int) -> Void
) -> [String] {
  let steps = (0..<count).map { number in
    var step = healthyStep(loss: loss(number) + 0.01 * Double(number * 7 % 5))
    step.number = number
    change(&step, number)
    return step
  }
  return findings(probe, steps).filter { $0.verdict < .pass }.map {
    "\($0.code.rawValue) \($0.verdict.rawValue)"
  }
}

extension [Finding] {
  /// Code and verdict of the first.
  var first2: [String] { prefix(1).flatMap { [$0.code.rawValue, $0.verdict.rawValue] } }
}
