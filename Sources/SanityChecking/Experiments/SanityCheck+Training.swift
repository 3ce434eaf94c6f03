import Diagnostics
import GSL
import Layers
import Tensors
import Training

/// Some steps of training as it is meant to be, watched.
extension SanityCheck {
  /// The samples that are shown at once to find out which units are dead.
  private static var activityBatch: Int { 50 }

  func train(_ report: inout SanityReport, _ monitor: SanityMonitor) throws {
    // The loss curve is taken from learning a few samples by heart.
    let watched = [any TrainingProbe]
      .standard(optimizer: "\(type(of: optimizer))", adaptive: isAdaptive, fromScratch: true)
      .filter { probes.contains(type(of: $0).name) && !($0 is LossCurve) }
    guard !watched.isEmpty || asks(.baseline) else { return }
    var watch = TrainingMonitor(probes: watched)
    var loop = loop(network, regularizer: regularizer, .training)
    defer { report.add(watch) }
    for step in 0..<steps {
      try monitor.update("training", step, of: steps)
      let (input, target) = data.samples(0..<batch, key: key(.training).derived(step))
      let observation = try loop.observedStep(input, target: target)
      var told = TrainingStep(observation)
      told.isTraining = true
      told.samples = batch
      if input.slotCount > 0 {
        let (mean, standardDeviation) = input[slot: 0].moments()
        told.inputs = InputStatistics(mean: mean, standardDeviation: standardDeviation)
      }
      told.objective = ObjectiveStatistics(
        "\(objective)", observation.result.prediction, target, samples: batch)
      for position in told.parameters.indices {
        told.parameters[position].isFrozen = frozen.contains(
          where: told.parameters[position].name.hasPrefix)
      }
      watch.record(told)
      try monitor.snapshot?(TrainingSnapshot(told, observation))
      // What comes after is no news.
      guard observation.result.loss.isFinite else {
        if asks(.baseline) {
          report.findings.append(
            .notApplicable(.belowBaseline, .baseline, "the loss is not finite"))
        }
        return
      }
    }
    if asks(.deadReLU) { try observeActivity(of: loop.network, &watch, monitor) }
    if asks(.baseline) { try compare(loop.network, &report, monitor) }
  }

  /// Shows the network as many samples as it takes to call a unit dead.
  private func observeActivity(
    of network: Network, _ watch: inout TrainingMonitor, _ monitor: SanityMonitor
  ) throws {
    let needed = data.available(DeadReLU.window)
    for start in stride(from: 0, to: needed, by: Self.activityBatch) {
      try monitor.update("dead units", start, of: needed)
      let places = start..<min(start + Self.activityBatch, needed)
      let input = data.samples(places, key: key(.activity)).input
      // In training mode: after a few steps running statistics are not yet to be relied on.
      let context = ForwardContext(.training, key: key(.activity).derived(start))
      let trace = try Trace(of: network, at: AnyTensors(input), in: context)
      let layers = LayerStatistics.rectifiers(in: trace)
      guard !layers.isEmpty else { return }
      watch.record(evaluation: layers, samples: places.count)
    }
  }
}
