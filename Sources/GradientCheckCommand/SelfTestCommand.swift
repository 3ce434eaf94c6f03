import ArgumentParser
import Commands
import Foundation
import GradientChecking
import Reporting
import SelfTesting

/// `gradcheck self-test`: does the checker itself find what is wrong, and nothing else?
struct SelfTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "self-test", _superCommandName: "gradcheck",
    abstract: "Does the checker find known mistakes, and pass what is right?",
    discussion: """
      Wrong gradients are made from mistakes that were really made, whole, in one channel and in \
      one entry, at 100 %, 1 % and 0.01 %; right ones are drawn at random, of 1e-6 to 1e6, on \
      kinks and ties too.

      EXIT STATUS
        0 all caught and no false alarm, 1 otherwise,
        \(ExitStatus.help)
      """)

  @Flag(help: "More mistakes, at every strength, and five thousand right gradients.")
  var all = false

  @Flag(help: "Grade the names that the mistakes are given, too.")
  var diagnose = false

  @Option(
    help: SelfTestReport.formatHelp,
    completion: .list(SelfTestReport.formats.map(\.name)))
  var format = SelfTestReport.formats[0]

  @OptionGroup var options: RunOptions

  func run() throws {
    let progress = ProgressLine()
    let interruption = Interruption(progress)
    let monitor = CheckMonitor(
      progress: { progress.update($0, $1) }, isCancelled: { interruption.isRequested })
    var test = SelfTest()
    test.extent = all ? .everything : .selection
    test.seed = options.seed
    test.namesMistakes = diagnose
    test.retells = diagnose && all
    test.threads = options.threads
    progress.begin("self-test")
    let outcome = interruption.outcome { [test] in Result { try test.run(monitor: monitor) } }
    progress.end()
    try ExitStatus.leave(status(outcome, interruption.signal))
  }

  private func status(
    _ outcome: Interruption.Outcome<Result<SelfTestReport, any Error>>, _ signal: StopSignal?
  ) -> ExitCode {
    guard case .finished(let result) = outcome else {
      ExitStatus.say("No question was answered.")
      return signal?.exitCode ?? ExitStatus.internalError
    }
    do {
      let report = try result.get()
      try StandardOutput.write(format.encode?(report) ?? Data())
      return signal?.exitCode ?? (report.isPassed ? .success : .failure)
    } catch {
      return ExitStatus.complain(error)
    }
  }
}
