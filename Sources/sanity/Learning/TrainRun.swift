import ArgumentParser
import Commands
import Datasets
import Diagnostics
import Dispatch
import Layers
import Reporting
import SanityChecking
import Tensors
import Training
import TrainingReporting

/// One run of `sanity train`.
struct TrainRun: Sendable {
  let settings: TrainSettings
  /// Which may be more than were asked for at first.
  let epochs: Int
  let folder: CheckpointFolder?
  /// What it goes on from.
  let checkpoint: Checkpoint?
  let output: OutputOptions<TrainDocument>

  /// What has come of it so far.
  struct State: Sendable {
    var document: TrainDocument?
    var printer: Printer<TrainDocument>
  }

  /// A checkpoint of a large network takes its time.
  private static let patience = DispatchTimeInterval.seconds(20)

  var text: TrainText { TrainText(style: output.style) }

  func execute() -> ExitCode {
    let progress = ProgressLine()
    let interruption = Interruption(
      progress, patience: folder == nil ? .milliseconds(300) : TrainRun.patience)
    progress.begin("training")
    let state = Ledger(State(printer: Printer(output)))
    let outcome = interruption.outcome {
      Result {
        try settings.learning.blamed {
          try settings.learning.perform(
            TrainWork(run: self, state: state, progress: progress, interruption: interruption))
        }
      }
    }
    progress.end()
    do {
      if case .finished(let result) = outcome { try result.get() }
      guard
        var (document, printer) = state.close().flatMap({ state in
          state.document.map { ($0, state.printer) }
        })
      else { return interruption.signal?.exitCode ?? ExitStatus.internalError }
      document.findings = document.findings.ranked
      try printer.print(text.ending(document))
      try printer.finish { document }
      if let signal = interruption.signal { return signal.exitCode }
      return document.isPassed ? .success : .failure
    } catch {
      return ExitStatus.complain(error)
    }
  }
}

/// Trains whatever it is.
struct TrainWork: LearningWork {
  let run: TrainRun
  let state: Ledger<TrainRun.State>
  let progress: ProgressLine
  let interruption: Interruption

  /// The steps at the start that are all watched, and after which one in so many is.
  private static let watched = 10
  /// The time after which a checkpoint is written within an epoch too.
  private static let interval = Duration.seconds(60)

  func perform<Network: Layer, Objective: Loss>(
    on problem: LearningProblem<Network, Objective>, _ data: LearningData
  ) throws
  where Network.Output == Objective.Prediction, Network.Scalar == Objective.Scalar {
    var settings = run.settings
    let loop = settings.loop(on: problem)
    var training = TrainingRun(problem, loop, epochs: run.epochs, patience: settings.patience)
    if let checkpoint = run.checkpoint {
      guard data.fingerprint == settings.fingerprint else {
        throw BadData(data.origin, "these are not the images that the training began with")
      }
      do { try training.restore(from: checkpoint) } catch {
        throw BadData(run.folder?.path ?? "", "the last checkpoint does not fit: \(error)")
      }
    }
    settings.fingerprint = data.fingerprint

    var document = TrainDocument(
      settings.learning.subject(of: problem, data, optimizer: "\(loop.optimizer)"),
      stepsPerEpoch: problem.training.perEpoch, epochsAsked: run.epochs)
    document.losses = training.record.losses
    document.epochs = training.record.judgments.indices.map { epoch($0, of: training) }
    if run.checkpoint != nil { document.checkpoints = run.folder?.path }
    var watch = Watch(adaptive: settings.learning.optimizer.isAdaptive)
    for loss in training.record.losses {
      watch.record(loss, samples: settings.learning.batch, rate: nil, accuracy: nil)
    }
    try begin(document, hasAccuracy: problem.accuracy != nil)

    let total = run.epochs * problem.training.perEpoch
    var (savedSteps, saved) = (training.loop.steps, ContinuousClock.now)
    while training.ending == nil, !interruption.isRequested {
      progress.update(training.loop.steps, total)
      try step(&training, &watch)
      if training.isAtEndOfEpoch {
        try note(epoch(training.record.judgments.count - 1, of: training), problem.accuracy != nil)
      }
      // Long epochs are not to be lost; what diverged is not worth keeping.
      let isDue = training.isAtEndOfEpoch || saved.duration(to: .now) > TrainWork.interval
      if isDue, training.ending != .diverged {
        try save(training, settings)
        (savedSteps, saved) = (training.loop.steps, .now)
      }
    }
    if training.loop.steps > savedSteps, training.ending != .diverged {
      try save(training, settings)
    }
    let generalization =
      training.ending == nil || training.ending == .diverged
      ? nil : try generalization(of: training, data)
    let filters = data.count.flatMap { _ in FilterSheet(firstLayerOf: training.loop.network) }
    try state.write { state in
      state.document?.filters = filters
      state.document?.ending = training.ending?.rawValue ?? "interrupted"
      state.document?.generalization = generalization
      state.document?.findings = watch.monitor.findings
    }
  }

  // MARK: - Steps

  private func step<Network: Layer, Objective: Loss>(
    _ training: inout TrainingRun<Network, Objective>, _ watch: inout Watch
  ) throws {
    let number = training.loop.steps
    let news: [Finding]
    if number < TrainWork.watched || number.isMultiple(of: TrainWork.watched) {
      let observation = try training.observedStep()
      var told = TrainingStep(observation)
      told.isTraining = true
      told.accuracy = training.record.accuracies.last
      told.parameters = told.parameters.filter { parameter in
        !training.problem.frozen.contains { parameter.name.hasPrefix($0) }
      }
      news = watch.record(told)
    } else {
      let result = try training.step()
      news = watch.record(
        Double(result.loss), samples: result.samples,
        rate: Double(training.loop.optimizer.learningRate),
        accuracy: training.record.accuracies.last)
    }
    let loss = training.record.losses.last ?? .nan
    if !news.isEmpty { progress.clear() }
    try state.write { state in
      state.document?.losses.append(loss)
      state.document?.findings += news
      for finding in news { try state.printer.print(run.text.news(finding, atStep: number)) }
    }
  }

  private func begin(_ document: TrainDocument, hasAccuracy: Bool) throws {
    progress.clear()
    try state.write { state in
      state.document = document
      try state.printer.print(run.text.heading(document, hasAccuracy: hasAccuracy))
      for epoch in document.epochs {
        try state.printer.print(run.text.row(epoch, hasAccuracy: hasAccuracy))
      }
    }
  }

  private func note(_ epoch: TrainDocument.Epoch, _ hasAccuracy: Bool) throws {
    progress.clear()
    try state.write { state in
      state.document?.epochs.append(epoch)
      try state.printer.print(run.text.row(epoch, hasAccuracy: hasAccuracy))
    }
  }

  private func save<Network: Layer, Objective: Loss>(
    _ training: TrainingRun<Network, Objective>, _ settings: TrainSettings
  ) throws {
    guard let folder = run.folder else { return }
    try folder.write(training.checkpoint, settings, isBest: training.isBest)
    try state.write { $0.document?.checkpoints = folder.path }
  }

  // MARK: - Numbers

  private func epoch<Network: Layer, Objective: Loss>(
    _ number: Int, of training: TrainingRun<Network, Objective>
  ) -> TrainDocument.Epoch {
    let length = training.problem.training.perEpoch
    let own = training.record.training(inEpoch: number, of: length)
    let judgment = training.record.judgments[number]
    let rate = training.loop.schedule.rate(
      at: (number + 1) * length - 1, from: Network.Scalar(run.settings.learningRate))
    return TrainDocument.Epoch(
      number: number + 1, steps: (number + 1) * length, learningRate: Double(rate), loss: own.loss,
      accuracy: own.accuracy, validationLoss: judgment.loss,
      validationAccuracy: judgment.accuracy)
  }

  /// The network on as many training examples as there are for validation.
  private func generalization<Network: Layer, Objective: Loss>(
    of training: TrainingRun<Network, Objective>, _ data: LearningData
  ) throws -> TrainDocument.Generalization? {
    guard let other = training.record.judgments.last else { return nil }
    let batch = run.settings.learning.batch
    let batches = min(
      training.problem.training.perEpoch, (data.validationCount + batch - 1) / batch)
    let own = try training.problem.judge(
      training.loop.network, on: training.problem.training, batches: batches)
    return TrainDocument.Generalization(
      trainingLoss: own.loss, trainingAccuracy: own.accuracy, validationLoss: other.loss,
      validationAccuracy: other.accuracy)
  }
}

extension FilterSheet {
  /// More are not looked at one by one.
  private static let most = 64

  /// The first filters of a network that looks at images of three channels; nil for any other.
  fileprivate init?<Network: Layer>(firstLayerOf network: Network) {
    let parameters = network.parameters
    guard let position = parameters.slots.firstIndex(where: { $0.role == .weight }) else {
      return nil
    }
    let (weight, name) = (parameters[slot: position], parameters.slots[position].name)
    let image = ImageDataset.imageShape
    let (rows, columns) =
      weight.shape.rank == 4 && weight.shape[1] == image[0]
      ? (weight.shape[2], weight.shape[3])
      : weight.shape.rank == 2 && weight.shape[1] == image.count ? (image[1], image[2]) : (0, 0)
    guard rows > 0 else { return nil }
    let size = image[0] * rows * columns
    let count = min(weight.shape[0], FilterSheet.most)
    self.init(
      name, weights: weight.elements.prefix(count * size).map { Double($0) }, rows: rows,
      columns: columns)
  }
}

/// The probes, and what they have said already.
private struct Watch {
  private(set) var monitor: TrainingMonitor
  private var announced: Set<Diagnosis> = []
  /// The number of steps at which to look next.
  private var next = 10

  init(adaptive isAdaptive: Bool) {
    monitor = TrainingMonitor(probes: .standard(adaptive: isAdaptive, fromScratch: true))
  }

  /// Takes a step that was not watched.
  @discardableResult
  mutating func record(
    _ loss: Double, samples: Int, rate: Double?, accuracy: Double?
  ) -> [Finding] {
    var step = TrainingStep(loss: loss, samples: samples, learningRate: rate)
    step.isUpdated = true
    step.isTraining = true
    step.accuracy = accuracy
    return record(step)
  }

  /// - Returns: What is found now and was not before: looked for when there is a tenth more.
  mutating func record(_ step: TrainingStep) -> [Finding] {
    monitor.record(step)
    let steps = monitor.history.count
    guard steps >= next || !step.loss.isFinite else { return [] }
    next = steps + max(5, steps / 10)
    let found = monitor.findings.filter { $0.verdict < .pass && !announced.contains($0.code) }
    announced.formUnion(found.map(\.code))
    return found
  }
}
