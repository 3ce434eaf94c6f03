import ArgumentParser
import Commands
import Foundation
import Reporting
import Training
import TrainingReporting

/// `sanity search`: which learning rate and which regularization.
struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", _superCommandName: "sanity",
    abstract: "Which learning rate, which regularization? Tries values at random, coarse to fine.",
    discussion: """
      Draws values with uniform logarithms, trains shortly with each, and draws again where the best quarter lies, \
      for longer. Several trials run at the same time; what comes out is the same on any number of cores. Warns \
      where the best lies at an end of its range, or beside a learning rate that diverged.

      EXAMPLES
        sanity search --model mlp
        sanity search --model mlp --trials 40,20,10 --epochs 1,5,20 --file trials.jsonl
        sanity search --model mlp --learning-rate 1e-4:1 --regularization 1e-6:1e-2
        sanity search --model mlp --format svg --output search.svg

      A run with the same options and --file goes on with the trials that are not finished.

      EXIT STATUS
        0 a trial was found that learns, 1 all diverged,
        \(ExitStatus.help)
      """)

  @OptionGroup(title: "What is trained") var learning: LearningOptions

  @Option(
    name: .customLong("learning-rate"), parsing: .unconditional,
    help: ArgumentHelp("The range of learning rates.", valueName: "low:high"))
  var learningRate = MagnitudeRange(argument: "1e-5:1")!

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The range of λ of ½λΣw² on the weights.", valueName: "low:high"))
  var regularization = MagnitudeRange(argument: "1e-6:0.1")!

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Trials of each round (default: 16,8).", valueName: "counts"),
    transform: { try parseSizes($0, "--trials") })
  var trials = [16, 8]

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Epochs of a trial of each round (default: 1,3).", valueName: "counts"),
    transform: { try parseSizes($0, "--epochs") })
  var epochs = [1, 3]

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Keep finished trials here, as JSON lines, and go on with those that are not.",
      valueName: "path"), completion: .file())
  var file: String?

  @OptionGroup(title: "Output") var output: OutputOptions<SearchDocument>

  func validate() throws {
    _ = try settings()
    if let file {
      do { _ = try OutputFile(file) } catch { throw ValidationError("--file \(error)") }
    }
    try output.validateFile()
  }

  private func settings() throws -> SearchSettings {
    let learning = try learning.settings()
    let isSingle = learning.precision == .float
    guard trials.count == epochs.count else {
      throw ValidationError(
        "--trials has \(trials.count) rounds and --epochs \(epochs.count): give a number for each "
          + "round, such as --trials 16,8 --epochs 1,3.")
    }
    guard trials.reduce(0, +) <= 1000 else {
      throw ValidationError("--trials is up to 1000 in all, not \(trials.reduce(0, +)).")
    }
    return SearchSettings(
      learning: learning,
      ranges: [
        SearchRange(
          SearchSettings.learningRate,
          try learningRate.value("--learning-rate", isSingle: isSingle)),
        SearchRange(
          SearchSettings.regularization,
          try regularization.value("--regularization", isSingle: isSingle)),
      ], rounds: zip(trials, epochs).map { .init(trials: $0, epochs: $1) })
  }

  func run() throws {
    try ExitStatus.leave(
      SearchRun(settings: settings(), file: file, output: output).execute())
  }
}

/// Counts such as "16,8", for an option of this name.
private func parseSizes(_ text: String, _ option: String) throws -> [Int] {
  let parts = text.split(separator: ",", omittingEmptySubsequences: false)
  let counts = parts.compactMap { Int($0) }.filter { (1...1000).contains($0) }
  guard counts.count == parts.count, counts.count <= 10 else {
    throw ValidationError(
      "\(option) is up to 10 numbers between 1 and 1000, a round each, such as 16,8; not "
        + "\(text.shortened).")
  }
  return counts
}
