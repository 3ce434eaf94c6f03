import ArgumentParser
import Commands
import Foundation
import Reporting
import TrainingReporting

/// `sanity rate`: which learning rate to start with.
struct RateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rate", _superCommandName: "sanity",
    abstract: "Which learning rate? Lets it grow from step to step, and looks at the loss.",
    discussion: """
      Each step is made on another batch at a higher rate, until the loss rises for good. The rate to start with \
      is that of the steepest fall, and at most a tenth of the one that diverges (L. Smith, arXiv:1506.01186).

      EXAMPLES
        sanity rate --model mlp
        sanity rate --model vgg11 --data cifar-10-batches-bin --steps 200
        sanity rate --model char-rnn --optimizer adam --format svg --output rate.svg

      EXIT STATUS
        0 there is a rate at which the loss falls, 1 there is none,
        \(ExitStatus.help)
      """)

  @OptionGroup(title: "What is trained") var learning: LearningOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The first rate and the last.", valueName: "low:high"))
  var rates = MagnitudeRange(argument: "1e-7:10")!

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Steps from the one to the other.", valueName: "n"))
  var steps = 100

  @OptionGroup(title: "Output") var output: OutputOptions<RateDocument>

  func validate() throws {
    let settings = try learning.settings()
    _ = try rates.value("--rates", isSingle: settings.precision == .float)
    guard (20...10_000).contains(steps) else {
      throw ValidationError("--steps is between 20 and 10000, not \(steps).")
    }
    try output.validateFile()
  }

  func run() throws {
    let settings = try learning.settings()
    let range = try rates.value("--rates", isSingle: settings.precision == .float)
    try ExitStatus.leave(
      RateRun(settings: settings, range: range, steps: steps, output: output).execute())
  }
}
