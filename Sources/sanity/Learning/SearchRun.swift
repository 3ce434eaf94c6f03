import ArgumentParser
import Commands
import Foundation
import GSL
import Layers
import Reporting
import Tensors
import Training
import TrainingReporting

/// One run of `sanity search`.
struct SearchRun: Sendable {
  let settings: SearchSettings
  let file: String?
  let output: OutputOptions<SearchDocument>

  fileprivate struct State: Sendable {
    var subject: LearningSubject?
    var search: RandomSearch
    var file: TrialFile?
  }

  func execute() -> ExitCode {
    let progress = ProgressLine()
    let interruption = Interruption(progress)
    progress.begin("search")
    let state = Ledger(
      State(
        search: RandomSearch(
          settings.ranges, rounds: settings.rounds,
          key: RandomKey(settings.learning.seed).derived(SearchRun.drawing)),
        file: file.map { TrialFile($0) }))
    let outcome = interruption.outcome {
      Result {
        try settings.learning.blamed {
          try settings.learning.perform(
            SearchWork(
              settings: settings, state: state, progress: progress, interruption: interruption))
        }
      }
    }
    progress.end()
    do {
      if case .finished(let result) = outcome {
        do { try result.get() } catch is CancellationError {}
      }
      guard let seen = state.close(), let subject = seen.subject else {
        return interruption.signal?.exitCode ?? ExitStatus.internalError
      }
      let document = document(subject, seen.search)
      var printer = Printer(output)
      try printer.print(
        SearchText(style: output.style, isVerbose: output.verbose).render(document))
      try printer.finish { document }
      return interruption.signal?.exitCode ?? (document.best == nil ? .failure : .success)
    } catch {
      return ExitStatus.complain(error)
    }
  }

  /// The label of the key that values are drawn from.
  private static let drawing = 101

  private func document(_ subject: LearningSubject, _ search: RandomSearch) -> SearchDocument {
    SearchDocument(
      subject,
      ranges: search.ranges.map { .init(name: $0.name, low: $0.low, high: $0.high) },
      trials: search.trials.map { trial in
        .init(
          number: trial.candidate.number, round: trial.candidate.round,
          epochs: trial.candidate.epochs, values: trial.candidate.values, loss: trial.outcome.loss,
          accuracy: trial.outcome.accuracy, hasDiverged: trial.outcome.hasDiverged)
      },
      best: search.best?.candidate.number, warnings: search.warnings().map(\.words),
      isComplete: search.isFinished)
  }
}

/// Searches whatever it is that is trained.
private struct SearchWork: LearningWork {
  let settings: SearchSettings
  let state: Ledger<SearchRun.State>
  let progress: ProgressLine
  let interruption: Interruption

  func perform<Network: Layer, Objective: Loss>(
    on problem: LearningProblem<Network, Objective>, _ data: LearningData
  ) throws
  where Network.Output == Objective.Prediction, Network.Scalar == Objective.Scalar {
    var settings = settings
    settings.fingerprint = data.fingerprint
    let subject = settings.learning.subject(
      of: problem, data, optimizer: settings.learning.optimizer.rawValue)
    var search = try state.write { state in
      state.subject = subject
      let earlier = try state.file?.read(settings) ?? []
      for trial in earlier {
        do { try state.search.add(trial) } catch {
          throw BadData(state.file?.path ?? "", "\(error)")
        }
      }
      return state.search
    }
    let total = settings.rounds.reduce(0) { $0 + $1.trials }
    try search.run { candidate in
      try train(candidate, problem)
    } finished: { trial in
      try state.write { state in
        try state.search.add(trial)
        try state.file?.add(trial)
        progress.update(state.search.trials.count, total)
      }
    }
  }

  private func train<Network: Layer, Objective: Loss>(
    _ candidate: SearchTrial.Candidate, _ problem: LearningProblem<Network, Objective>
  ) throws -> SearchTrial.Outcome
  where Network.Output == Objective.Prediction, Network.Scalar == Objective.Scalar {
    var training = TrainingRun(
      problem, settings.training(of: candidate).loop(on: problem), epochs: candidate.epochs)
    while training.ending == nil {
      if interruption.isRequested { throw CancellationError() }
      try training.step()
    }
    let judgment = training.record.judgments.last
    return SearchTrial.Outcome(
      loss: training.ending == .diverged ? .infinity : judgment?.loss ?? .infinity,
      accuracy: judgment?.accuracy, firstLoss: training.record.losses.first ?? .nan)
  }
}

extension RandomSearch.Warning {
  /// What it means, and what to do.
  fileprivate var words: String {
    switch self {
    case .edge(let name, let value, let isUpper):
      "The best \(RandomSearch.Warning.word(name)), \(Self.number(value)), lies at the "
        + "\(isUpper ? "upper" : "lower") end of its range: search beyond it."
    case .besideDivergence(let name, let value, let diverged):
      "The best \(RandomSearch.Warning.word(name)), \(Self.number(value)), lies beside "
        + "\(Self.number(diverged)), which diverged: a longer training may do so too; take a third."
    }
  }

  private static func word(_ name: String) -> String {
    name == SearchSettings.learningRate ? "learning rate" : name
  }

  private static func number(_ value: Double) -> String { String(format: "%.1e", value) }
}
