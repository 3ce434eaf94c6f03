import ArgumentParser
import Commands
import Datasets
import ForeignChecking
import Foundation
import GradientChecking
import LayerChecking
import Models
import Reporting
import Tensors

/// One run of the command: checks what was chosen, writes each report as it is finished.
struct CheckRun: Sendable {
  /// What is checked.
  let source: Source
  let checkOptions: CheckOptions
  var output: OutputOptions<GradientDocument>
  let task: Task
  /// By which it can be made anew, but for what concerns only how and where it runs and writes.
  let arguments: [String]

  enum Source: Sendable {
    case catalogue(SelectionOptions, ModelOptions)
    /// A function that lives in another program.
    case program(ForeignMap)
  }

  /// How much of a check to do.
  enum Task: Sendable {
    case whole
    /// To measure one share.
    case shard(Shard)
    /// To report on what all shards have measured.
    case merge([ShardFile])
  }

  /// What one shard has measured, and where that was read.
  struct ShardFile {
    let path: String
    let document: ShardDocument
  }

  /// A check as the command line asks for it: the whole, or a share.
  init(source: Source, checkOptions: CheckOptions, output: OutputOptions<GradientDocument>) {
    self.init(
      source: source, checkOptions: checkOptions, output: output,
      task: checkOptions.shard.map { .shard($0) } ?? .whole,
      arguments: GradcheckCommand.shared(Array(CommandLine.arguments.dropFirst())))
    // Shares are not for reading.
    if checkOptions.shard != nil { self.output.format = .json }
  }

  init(
    source: Source, checkOptions: CheckOptions, output: OutputOptions<GradientDocument>, task: Task,
    arguments: [String]
  ) {
    self.source = source
    self.checkOptions = checkOptions
    self.output = output
    self.task = task
    self.arguments = arguments
  }

  private static let layerSamples = 1000
  private static let modelSamples = 20
  private static let syntheticImages = 500

  /// What a run has come to so far.
  private struct Findings: Sendable {
    var printer: Printer<GradientDocument>
    var reports: [GradientReport] = []
    var sweeps: [StepSweep] = []
    var partials: [PartialReport] = []
    var data: String?
    /// What was begun and not finished, and what was not even begun when the time was over.
    var unchecked: [String] = []
  }

  /// What is shared by the thread that checks and the one that waits for it.
  private struct Context: Sendable {
    let findings: Ledger<Findings>
    let progress: ProgressLine
    let monitor: CheckMonitor
    /// When the time is over.
    let end: ContinuousClock.Instant?

    var isOver: Bool { end.map { $0 <= .now } ?? false }
  }

  /// How long what was begun may take after the time is over.
  private static let grace = 5.0

  func execute() -> ExitCode {
    let progress = ProgressLine()
    let interruption = Interruption(progress)
    let context = Context(
      findings: Ledger(Findings(printer: Printer(output))), progress: progress,
      monitor: CheckMonitor(
        progress: { progress.update($0, $1) }, isCancelled: { interruption.isRequested }),
      end: checkOptions.timeLimit.map { .now + .seconds($0) })
    let latest = checkOptions.timeLimit.map { DispatchTime.now() + $0 + CheckRun.grace }
    let outcome = interruption.outcome(until: latest ?? .distantFuture) {
      Result { try check(context) }
    }
    progress.end()
    // What is held up with what was finished cannot be waited for.
    guard var findings = context.findings.close() else {
      return interruption.signal?.exitCode ?? ExitStatus.internalError
    }
    if case .finished(.failure(let error)) = outcome, !(error is CancellationError) {
      return ExitStatus.complain(error)
    }
    do {
      try finish(&findings, interruption.signal)
    } catch {
      return ExitStatus.complain(error)
    }
    if let signal = interruption.signal { return signal.exitCode }
    let isPassed =
      findings.unchecked.isEmpty && findings.reports.allSatisfy(\.isPassed)
      && findings.partials.allSatisfy(\.isComplete)
    return isPassed ? .success : .failure
  }

  // MARK: - Checking

  private func check(_ context: Context) throws {
    try context.findings.write { try $0.printer.print(heading) }
    switch source {
    case .catalogue(let selection, let options): try check(selection, options, context)
    case .program(let map):
      context.progress.expect(1)
      try check(CheckSubject(map.title, map), CheckRun.layerSamples, context)
    }
  }

  private func check(
    _ selection: SelectionOptions, _ modelOptions: ModelOptions, _ context: Context
  ) throws {
    var subjects = try selection.entries.flatMap { entry in
      try entry.subjects(
        precision: checkOptions.precision, shape: selection.shape, seed: checkOptions.run.seed)
    }
    if selection.mistaken { subjects.append(.mistaken) }
    context.progress.expect(subjects.count + selection.models.count * modelOptions.stages)
    for subject in subjects { try check(subject, CheckRun.layerSamples, context) }
    let training = try training(for: selection.models, modelOptions, context)
    for model in selection.models {
      for subject in try self.subjects(of: model, on: training, modelOptions, context) {
        try check(subject, CheckRun.modelSamples, context)
      }
    }
  }

  /// The images for models that are classifiers of them; nil where there is none.
  private func training(
    for models: [ModelChoice], _ modelOptions: ModelOptions, _ context: Context
  ) throws -> ImageDataset? {
    guard models.contains(where: { $0.classifier != nil }) else { return nil }
    let training = try modelOptions.images.images(
      synthetic: CheckRun.syntheticImages, seed: checkOptions.run.seed
    ).training
    try context.findings.write { findings in
      findings.data = training.origin.description
      let isSynthetic = modelOptions.images.data == nil
      try findings.printer.print(
        "Data: \(training.origin)\(isSynthetic ? " (give --data for real ones)" : "")\n\n")
    }
    return training
  }

  /// What is checked of a model; nothing where the time is over before the end of its warm-up.
  private func subjects(
    of model: ModelChoice, on training: ImageDataset?, _ modelOptions: ModelOptions,
    _ context: Context
  ) throws -> [CheckSubject] {
    try context.findings.write { $0.unchecked.append(model.rawValue) }
    guard !context.isOver else { return [] }
    context.progress.begin("\(model.rawValue): warm-up")
    var monitor = context.monitor
    monitor.isCancelled = { context.monitor.isCancelled() || context.isOver }
    do {
      let subjects: [CheckSubject]
      switch model {
      case .classifier(let name):
        guard let training else { preconditionFailure("no images for \(name.rawValue)") }
        var check = ModelCheck(name, on: training)
        check.seed = checkOptions.run.seed
        check.precision = checkOptions.precision
        modelOptions.apply(to: &check)
        subjects = try modelOptions.images.blamed { [check] in
          try check.subjects(monitor: monitor)
        }
      case .task(let name):
        var check = TaskCheck(name)
        check.seed = checkOptions.run.seed
        check.precision = checkOptions.precision
        modelOptions.apply(to: &check)
        subjects = try check.subjects(monitor: monitor)
      }
      try context.findings.write { findings in _ = findings.unchecked.removeLast() }
      return subjects
    } catch is CancellationError where !context.monitor.isCancelled() {
      return []
    }
  }

  private func check(_ subject: CheckSubject, _ samples: Int, _ context: Context) throws {
    try context.findings.write { $0.unchecked.append(subject.title) }
    guard !context.isOver else { return }
    context.progress.begin(subject.title)
    if checkOptions.sweep {
      let sweep = try sweep(subject, context)
      try report(SweepText(style: output.style).render(sweep), context) { $0.sweeps.append(sweep) }
      return
    }
    var configuration = checkOptions.configuration(samples: samples)
    configuration.timeLimit = context.end.map { max(.zero, $0 - .now) }
    switch task {
    case .whole:
      try report(try subject.check(configuration, monitor: context.monitor), on: subject, context)
    case .shard(let shard):
      let partial = try subject.measure(configuration, shard: shard, monitor: context.monitor)
      try context.findings.write { findings in
        findings.unchecked.removeLast()
        findings.partials.append(partial)
      }
    case .merge(let shards):
      try report(joined(subject, shards, configuration, context.monitor), on: subject, context)
    }
  }

  private func sweep(_ subject: CheckSubject, _ context: Context) throws -> StepSweep {
    try subject.sweep(
      method: checkOptions.method, seed: checkOptions.run.seed, threads: checkOptions.run.threads,
      monitor: context.monitor)
  }

  /// The report on a check, from what its shards have measured.
  private func joined(
    _ subject: CheckSubject, _ shards: [ShardFile], _ configuration: CheckConfiguration,
    _ monitor: CheckMonitor
  ) throws -> GradientReport {
    do {
      return try subject.report(
        configuration,
        joining: shards.compactMap { file in
          file.document.partials.first { $0.subject == subject.title }
        }, monitor: monitor)
    } catch let error as ShardError {
      guard let (shard, violation) = error.culprit,
        let file = shards.first(where: { $0.document.shard == shard }),
        let number = file.document.partials.firstIndex(where: { $0.subject == subject.title })
      else { throw error }
      throw ShardError("\(file.path): \(violation.inside("partials[\(number)]"))")
    }
  }

  private func report(
    _ report: GradientReport, on subject: CheckSubject, _ context: Context
  ) throws {
    var report = report
    if case .program(let map) = source { report.warnings += map.warnings }
    let curve = isDrawn(report) ? try? sweep(subject, context) : nil
    guard !context.monitor.isCancelled() else { throw CancellationError() }
    try self.report(gradientText.render(report), context) { findings in
      findings.reports.append(report)
      if let curve { findings.sweeps.append(curve) }
    }
  }

  /// Whether the error against the step is to be seen beside a report, and may take the time it takes: that of
  /// thousands of evaluations.
  private func isDrawn(_ report: GradientReport) -> Bool {
    guard output.format.isDrawn, report.parts.isEmpty, report.isComplete else { return false }
    if case .program = source { return !report.isPassed }
    return report.configuration.samplesPerBlock != CheckRun.modelSamples
  }

  private func report(
    _ text: String, _ context: Context, _ add: (inout Findings) -> Void
  ) throws {
    context.progress.clear()
    try context.findings.write { findings in
      findings.unchecked.removeLast()
      add(&findings)
      try findings.printer.print(text + "\n")
    }
  }

  // MARK: - Output

  private var gradientText: GradientText {
    GradientText(style: output.style, isVerbose: output.verbose)
  }

  private var heading: String {
    guard output.verbose else { return "" }
    let options = checkOptions
    return "\(options.method.rawValue) differences, h = \(options.step), "
      + "\(options.precision.rawValue) precision, seed \(options.run.seed)\n\(BLAS.shared.name)\n\n"
  }

  private func finish(_ findings: inout Findings, _ signal: StopSignal?) throws {
    if case .shard(let shard) = task {
      let document = ShardDocument(
        shard: shard, arguments: arguments, partials: findings.partials,
        build: GradcheckCommand.build, isComplete: signal == nil && findings.unchecked.isEmpty)
      try findings.printer.write(document.json())
      if !document.isComplete {
        ExitStatus.complain("shard \(shard) was not finished; `gradcheck merge` will refuse it")
      }
      return
    }
    if case .merge(let shards) = task, signal == nil,
      let file = shards.first(where: { $0.document.partials.count != findings.reports.count })
    {
      throw ShardError(
        "\(file.path): partials has \(file.document.partials.count) elements, expected "
          + "\(findings.reports.count)")
    }
    if let signal {
      try findings.printer.print("\(signal.sentence); the rest was not checked.\n")
    } else if !findings.unchecked.isEmpty {
      try findings.printer.print(unchecked(findings.unchecked))
    }
    if !findings.reports.isEmpty {
      try findings.printer.print(
        gradientText.summary(
          findings.reports, areAll: signal == nil && findings.unchecked.isEmpty))
    }
    try findings.printer.finish {
      GradientDocument(
        tool: Gradcheck.name, reports: findings.reports, sweeps: findings.sweeps,
        blas: BLAS.loaded?.name ?? "none", data: findings.data, isComplete: signal == nil,
        unchecked: findings.unchecked, arguments: arguments)
    }
  }

  /// What the time did not suffice for.
  private func unchecked(_ names: [String]) -> String {
    "The time limit came before \(names.count) "
      + "\(names.count == 1 ? "check was" : "checks were") finished:\n"
      + names.prefix(10).map { "  \($0)\n" }.joined()
      + (names.count > 10 ? "  and \(names.count - 10) more\n" : "")
  }
}
