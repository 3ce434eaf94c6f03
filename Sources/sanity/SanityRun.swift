import ArgumentParser
import Commands
import Datasets
import Diagnostics
import Foundation
import GSL
import Layers
import Models
import Reporting
import SanityChecking
import Tensors
import Training
import TrainingReporting

/// One run of the command: builds what was asked for, looks at it, writes the report.
struct SanityRun: Sendable {
  let selection: SelectionOptions
  let training: TrainingOptions
  let output: OutputOptions<SanityDocument>
  let events: EventOptions
  /// A sample of each class of the images, once they are read.
  private let samples = Ledger<[LabeledPicture]>([])
  /// What is drawn for TensorBoard so far.
  private let drawn = Ledger(EventFile(startTime: 0))

  init(
    selection: SelectionOptions, training: TrainingOptions, output: OutputOptions<SanityDocument>,
    events: EventOptions
  ) {
    (self.selection, self.training) = (selection, training)
    (self.output, self.events) = (output, events)
  }

  /// Enough for the probe of dead units after a tenth was set aside.
  private static let syntheticImages = 1200

  /// What draws the steps of the watched training, where that is asked for.
  private var drawing: (@Sendable (TrainingSnapshot) throws -> Void)? {
    guard events.events != nil else { return nil }
    return { [drawn] snapshot in try drawn.write { $0.add(snapshot) } }
  }

  func execute() -> ExitCode {
    guard let model = selection.model else { return ExitStatus.badUsage }
    let progress = ProgressLine()
    let interruption = Interruption(progress)
    // What was found so far, should the rest take too long.
    let found = Ledger<SanityReport?>(nil)
    let monitor = SanityMonitor(
      progress: { progress.update($1, $2, of: $0) },
      isCancelled: { interruption.isRequested },
      partialReport: { report in try? found.write { $0 = report } },
      snapshot: drawing)
    progress.begin(model.rawValue)
    let outcome = interruption.outcome {
      Result {
        let first = try report(on: model, monitor)
        return training.confirm ? try confirmed(first, of: model, monitor) : first
      }
    }
    progress.end()
    do {
      switch outcome {
      case .finished(let result): try write(try result.get())
      case .abandoned: if let report = found.close() ?? nil { try write(report) }
      }
      if let drawn = drawn.close() { try events.write(drawn) }
      if let signal = interruption.signal { return signal.exitCode }
      guard case .finished(let result) = outcome else { return ExitStatus.internalError }
      return try result.get().isPassed ? .success : .failure
    } catch {
      return ExitStatus.complain(error)
    }
  }

  /// The report with what becomes of its first failure after the change that it advises.
  private func confirmed(
    _ report: SanityReport, of model: ModelChoice, _ monitor: SanityMonitor
  ) throws -> SanityReport {
    guard report.isComplete, let first = report.findings.first(where: { $0.verdict == .fail }),
      let remedy = first.remedy
    else { return report }
    var quiet = monitor
    quiet.partialReport = { _ in }
    quiet.snapshot = nil
    let changed = SanityRun(
      selection: selection, training: training.changed(by: remedy), output: output,
      events: events)
    let after = try changed.report(on: model, quiet)
    guard after.isComplete else { return report }
    var report = report
    report.confirmation = Confirmation(
      code: first.code, remedy: remedy,
      failures: after.findings.filter { $0.verdict == .fail }.map(\.code))
    return report
  }

  private func write(_ report: SanityReport) throws {
    var printer = Printer(output)
    try printer.print(SanityText(style: output.style, isVerbose: output.verbose).render(report))
    try printer.finish {
      SanityDocument(
        report: report, blas: BLAS.loaded?.name ?? "none", samples: samples.close() ?? [])
    }
  }

  private func report(on model: ModelChoice, _ monitor: SanityMonitor) throws -> SanityReport {
    try selection.images.blamed {
      switch training.precision {
      case .float: try report(on: model, Float.self, monitor)
      case .double: try report(on: model, Double.self, monitor)
      }
    }
  }

  private func report<Scalar: TensorScalar>(
    on model: ModelChoice, _ scalar: Scalar.Type, _ monitor: SanityMonitor
  ) throws -> SanityReport {
    switch model {
    case .classifier(let name): try report(on: name, scalar, monitor)
    case .task(let name): try report(on: name, task(name, of: scalar), monitor)
    }
  }

  private func task<Scalar: TensorScalar>(
    _ name: TaskName, of scalar: Scalar.Type
  ) throws -> any LearningTask<Scalar> {
    let generator = RandomGenerator(seed: training.seed)
    guard let path = selection.images.data else { return name.task(of: scalar, from: generator) }
    let text = try LetterText(TextFile.read(path), origin: path)
    return name.task(of: scalar, from: generator, on: text)
      ?? name.task(of: scalar, from: generator)
  }

  private func report<Scalar: TensorScalar>(
    on model: TaskName, _ task: some LearningTask<Scalar>, _ monitor: SanityMonitor
  ) throws -> SanityReport {
    let optimizer = training.givenOptimizer ?? .adam
    // Steps that are not divided by the gradient's size want a larger rate, as a rule.
    let rate =
      training.learningRate ?? model.plan.learningRate * (optimizer.isAdaptive ? 1 : 5)
    return try report(
      SanityCheck(
        model.rawValue, task, plan: model.plan,
        optimizer: optimizer.optimizer(learningRate: Scalar(rate)),
        adaptive: optimizer.isAdaptive), monitor)
  }

  private func report<Scalar: TensorScalar>(
    on model: ModelName, _ scalar: Scalar.Type, _ monitor: SanityMonitor
  ) throws -> SanityReport {
    switch model.objective {
    case .softmax: try report(on: model, SoftmaxCrossEntropy<Scalar>(), monitor)
    case .hinge: try report(on: model, Hinge<Scalar>(), monitor)
    }
  }

  private func report<Objective: Loss>(
    on model: ModelName, _ objective: Objective, _ monitor: SanityMonitor
  ) throws -> SanityReport
  where Objective.Target == [Int], Objective.Prediction == Tensor<Objective.Scalar> {
    monitor.progress("data", 0, 1)
    let network: Stack<Objective.Scalar> = model.network(
      initializer: training.initializer.initializer,
      hidden: selection.hidden ?? ModelName.hiddenLayers,
      activation: selection.activation ?? .relu,
      from: RandomGenerator(seed: training.seed))
    let rate = training.learningRate ?? model.learningRate(for: training.optimizer)
    let splits = try splits()
    let ofEachClass = LabeledPicture.ofEachClass(splits.training.dataset)
    try samples.write { $0 = ofEachClass }
    if events.events != nil { try drawn.write { $0.add(ofEachClass) } }
    var check = SanityCheck(
      model.rawValue, network, objective: objective,
      optimizer: training.optimizer.optimizer(learningRate: Objective.Scalar(rate)),
      adaptive: training.optimizer.isAdaptive, on: splits)
    check.overfitBudget = model.overfitBudget
    return try report(check, monitor)
  }

  /// What is asked of any model, as the options have it.
  private func report<Network, Objective, Source>(
    _ check: SanityCheck<Network, Objective, Source>, _ monitor: SanityMonitor
  ) throws -> SanityReport {
    var check = check
    if training.regularization > 0 {
      check.regularizer = L2(Objective.Scalar(training.regularization), .half)
    }
    check.batch = training.batch
    check.steps = training.steps
    check.overfitBudget = training.budget ?? check.overfitBudget
    check.seed = training.seed
    if !selection.probes.isEmpty { check.probes = Set(selection.probes) }
    return try check.run(monitor: monitor)
  }

  private func splits() throws(DatasetError) -> ImageSplits {
    let images = try selection.images.images(
      synthetic: SanityRun.syntheticImages, seed: training.seed)
    return ImageSplits(
      images.training, test: images.test, isNormalized: !training.unnormalized,
      seed: training.seed)
  }
}
