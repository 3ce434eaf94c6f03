import ArgumentParser
import Commands
import Datasets
import Foundation
import GradientChecking
import LayerChecking
import Reporting
import Tensors

/// One run of the command: checks what was chosen, writes each report as it is finished.
struct CheckRun {
  let selection: SelectionOptions
  let modelOptions: ModelOptions
  let checkOptions: CheckOptions
  var output: OutputOptions
  var task = Task.whole

  /// How much of a check to do.
  enum Task {
    case whole
    /// To measure one share; with these arguments it can be made anew.
    case shard(Shard, arguments: [String])
    /// To report on what all shards have measured.
    case merge([ShardDocument])
  }

  private static let layerSamples = 1000
  private static let modelSamples = 20
  private static let syntheticImages = 500

  /// Everything that a run has come to so far.
  private struct Findings {
    var reports: [GradientReport] = []
    var sweeps: [StepSweep] = []
    var partials: [PartialReport] = []
    var data: String?
    var isComplete = true
  }

  func execute() -> ExitCode {
    let interruption = Interruption()
    let progress = ProgressLine()
    let monitor = CheckMonitor(
      progress: { progress.update($0, $1) }, isCancelled: { interruption.isRequested })
    var findings = Findings()
    let printer = Printer(output)
    do {
      defer { progress.clear() }
      try printer.print(heading)
      try check(&findings, printer, progress, monitor)
    } catch is CancellationError {
      findings.isComplete = false
    } catch {
      return ExitStatus.complain(error)
    }
    do {
      try finish(findings, printer)
    } catch {
      return ExitStatus.complain(error)
    }
    guard findings.isComplete else { return ExitStatus.interrupted }
    return findings.reports.allSatisfy(\.isPassed) ? .success : .failure
  }

  // MARK: - Checking

  private func check(
    _ findings: inout Findings, _ printer: Printer, _ progress: ProgressLine,
    _ monitor: CheckMonitor
  ) throws {
    for entry in selection.entries {
      let subjects = try entry.subjects(
        precision: checkOptions.precision, shape: selection.shape, seed: checkOptions.run.seed)
      for subject in subjects { try check(subject, &findings, printer, progress, monitor) }
    }
    if selection.mistaken { try check(.mistaken, &findings, printer, progress, monitor) }
    guard !selection.models.isEmpty else { return }
    let training = try modelOptions.images.images(
      synthetic: CheckRun.syntheticImages, seed: checkOptions.run.seed
    ).training
    findings.data = training.origin.description
    try printer.print(
      "Data: \(training.origin)\(isSynthetic ? " (give --data for real ones)" : "")\n\n")
    for model in selection.models {
      var modelCheck = ModelCheck(model, on: training)
      modelCheck.seed = checkOptions.run.seed
      modelCheck.precision = checkOptions.precision
      modelOptions.apply(to: &modelCheck)
      progress.begin("\(model.rawValue): warm-up")
      for subject in try modelCheck.subjects(monitor: monitor) {
        try check(
          subject, samples: CheckRun.modelSamples, &findings, printer, progress, monitor)
      }
    }
  }

  private func check(
    _ subject: CheckSubject, samples: Int = CheckRun.layerSamples, _ findings: inout Findings,
    _ printer: Printer, _ progress: ProgressLine, _ monitor: CheckMonitor
  ) throws {
    progress.begin(subject.title)
    let text: String
    if checkOptions.sweep {
      let sweep = try subject.sweep(
        method: checkOptions.method, seed: checkOptions.run.seed, monitor: monitor)
      findings.sweeps.append(sweep)
      text = SweepText(style: output.style).render(sweep)
    } else {
      let configuration = checkOptions.configuration(samples: samples)
      let report: GradientReport
      switch task {
      case .whole: report = try subject.check(configuration, monitor: monitor)
      case .shard(let shard, _):
        findings.partials.append(
          try subject.measure(configuration, shard: shard, monitor: monitor))
        return
      case .merge(let documents):
        let number = findings.reports.count
        report = try subject.report(
          configuration,
          joining: documents.compactMap { $0.partials.dropFirst(number).first },
          monitor: monitor)
      }
      findings.reports.append(report)
      text = gradientText.render(report)
    }
    progress.clear()
    try printer.print(text + "\n")
  }

  private var isSynthetic: Bool { modelOptions.images.data == nil }

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

  private func finish(_ findings: Findings, _ printer: Printer) throws {
    if case .shard(let shard, let arguments) = task {
      guard findings.isComplete else {
        ExitStatus.complain(
          "interrupted; nothing was written, as only the whole of shard \(shard) can be merged")
        return
      }
      let document = ShardDocument(
        shard: shard, arguments: arguments, partials: findings.partials,
        version: gradcheckVersion)
      try printer.finish(json: document.json)
      return
    }
    if !findings.isComplete { try printer.print("Interrupted; the rest was not checked.\n") }
    if !findings.reports.isEmpty { try printer.print(gradientText.summary(findings.reports)) }
    let document = GradientDocument(
      reports: findings.reports, sweeps: findings.sweeps, blas: BLAS.shared.name,
      data: findings.data, isComplete: findings.isComplete)
    try printer.finish(json: document.json)
  }
}
