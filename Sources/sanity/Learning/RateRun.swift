import ArgumentParser
import Commands
import Layers
import Reporting
import Tensors
import Training
import TrainingReporting

/// One run of `sanity rate`.
struct RateRun: Sendable {
  let settings: LearningSettings
  let range: ClosedRange<Double>
  let steps: Int
  let output: OutputOptions<RateDocument>

  func execute() -> ExitCode {
    let progress = ProgressLine()
    let interruption = Interruption(progress)
    progress.begin("rate")
    let found = Ledger<RateDocument?>(nil)
    let outcome = interruption.outcome {
      Result {
        try settings.blamed {
          try settings.perform(
            Work(run: self) { document in
              progress.update(document.points.count, steps)
              try? found.write { $0 = document }
              return !interruption.isRequested
            })
        }
      }
    }
    progress.end()
    do {
      var document = found.close() ?? nil
      if case .finished(let result) = outcome { document = try result.get() }
      guard let document else { return interruption.signal?.exitCode ?? ExitStatus.internalError }
      var printer = Printer(output)
      try printer.print(RateText(style: output.style).render(document))
      try printer.finish { document }
      return interruption.signal?.exitCode ?? (document.suggestion == nil ? .failure : .success)
    } catch {
      return ExitStatus.complain(error)
    }
  }

  private struct Work: LearningWork {
    let run: RateRun
    /// Takes what there is so far, and says whether to go on.
    let take: @Sendable (RateDocument) -> Bool

    func perform<Network: Layer, Objective: Loss>(
      on problem: LearningProblem<Network, Objective>, _ data: LearningData
    ) throws -> RateDocument
    where Network.Output == Objective.Prediction, Network.Scalar == Objective.Scalar {
      let settings = run.settings
      let loop = problem.loop(
        settings.optimizer.optimizer(learningRate: Objective.Scalar(settings.usualRate)),
        key: settings.layerKey)
      let subject = settings.subject(of: problem, data, optimizer: settings.optimizer.rawValue)
      let rates = RateSweep.rates(run.range, steps: run.steps)
      let sweep = try loop.rateSweep(problem.training, rates: rates) { sweep in
        take(run.document(subject, sweep, isComplete: false))
      }
      let isComplete = sweep.hasDiverged || sweep.points.count == run.steps
      return run.document(subject, sweep, isComplete: isComplete)
    }
  }

  private func document(
    _ subject: LearningSubject, _ sweep: RateSweep, isComplete: Bool
  ) -> RateDocument {
    let smoothed = sweep.smoothed
    return RateDocument(
      subject,
      points: sweep.points.enumerated().map { number, point in
        .init(
          rate: point.rate, loss: point.loss,
          smoothed: number < smoothed.count ? smoothed[number] : nil)
      },
      divergence: sweep.divergence, steepest: sweep.steepest, suggestion: sweep.suggestion,
      usual: settings.usualRate, isComplete: isComplete)
  }
}

extension LearningSettings {
  /// What is said of a problem in every report.
  func subject<Network: Layer, Objective: Loss>(
    of problem: LearningProblem<Network, Objective>, _ data: LearningData, optimizer: String
  ) -> LearningSubject {
    let examples =
      data.count.map { "\($0) examples, \(data.validationCount) for validation" }
      ?? "\(data.validationCount) for validation"
    return LearningSubject(
      model: model.rawValue,
      parameters: problem.network.parameters.tensors.reduce(0) { $0 + $1.count },
      optimizer: optimizer, objective: "\(problem.objective)", data: "\(data.origin), \(examples)",
      batch: batch, seed: seed)
  }

  /// What `body` returns. Images that the user gave are to blame where there are too few of them.
  func blamed<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as InputError where data != nil {
      throw BadData(error)
    }
  }
}
