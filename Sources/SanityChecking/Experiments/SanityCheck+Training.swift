import Diagnostics
import GSL
import Layers
import Tensors
import Training

/// Some steps of training as it is meant to be, watched.
extension SanityCheck {
  /// The images that are shown at once to find out which units are dead.
  private static var activityBatch: Int { 100 }

  func train(_ report: inout SanityReport, _ monitor: SanityMonitor) throws {
    let names = Set(trainingProbes.map { type(of: $0).name })
    guard !probes.isDisjoint(with: names) else { return }
    var watch = TrainingMonitor(
      probes: trainingProbes.filter { probes.contains(type(of: $0).name) })
    var loop = TrainingLoop(
      network, objective: objective, optimizer: optimizer, regularizer: regularizer,
      key: key(.training))
    defer { report.add(watch) }
    let generator = RandomGenerator(key(.training))
    for step in 0..<steps {
      try monitor.update("training", step, of: steps)
      let indices = generator.sample(batch, below: data.training.dataset.count)
      let images: Tensor<Scalar> = data.training.images(indices)
      let labels = data.training.dataset.labels(indices)
      let observation = try loop.observedStep(images, target: labels)
      var told = TrainingStep(observation)
      let (mean, standardDeviation) = images.moments()
      told.isTraining = true
      told.inputs = InputStatistics(mean: mean, standardDeviation: standardDeviation)
      told.objective = ObjectiveStatistics(
        "\(objective)", scores: observation.layers.last?.output, labels: labels,
        classes: data.training.dataset.classNames.count)
      watch.record(told)
      try monitor.snapshot?(TrainingSnapshot(told, observation))
      // What comes after is no news.
      if !observation.result.loss.isFinite { return }
    }
    if asks(.deadReLU) { try observeActivity(of: loop.network, &watch, monitor) }
  }

  private var trainingProbes: [any TrainingProbe] { TrainingProbes(adaptive: isAdaptive).all }

  /// Shows the network as many images as it takes to call a unit dead.
  private func observeActivity(
    of network: Stack<Scalar>, _ watch: inout TrainingMonitor, _ monitor: SanityMonitor
  ) throws {
    let order = data.training.sample(DeadReLU.window, key: key(.activity))
    let needed = order.count
    for start in stride(from: 0, to: needed, by: SanityCheck.activityBatch) {
      try monitor.update("dead units", start, of: needed)
      let indices = Array(order[start..<min(start + SanityCheck.activityBatch, needed)])
      // In training mode: after a few steps running statistics are not yet to be relied on.
      let context = ForwardContext(.training, key: key(.activity).derived(start))
      let trace = try Trace(
        of: network, at: AnyTensors(data.training.images(indices)), in: context)
      let layers = LayerStatistics.rectifiers(in: trace)
      guard !layers.isEmpty else { return }
      watch.record(evaluation: layers, samples: indices.count)
    }
  }
}
