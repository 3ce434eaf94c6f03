import ArgumentParser
import Commands
import Foundation
import GradientChecking
import SelfTesting

/// `gradcheck self-test`: does the checker itself find what is wrong, and nothing else?
struct SelfTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradcheck self-test",
    abstract: "Does the checker find known mistakes, and pass what is right?",
    discussion: """
      Wrong gradients are made from mistakes that were really made, whole, in one channel and in \
      one entry, at 100 %, 1 % and 0.01 %; right ones are drawn at random, of 1e-6 to 1e6, on \
      kinks and ties too.

      EXIT STATUS
        0 all caught and no false alarm, 1 otherwise, 70 internal error,
        130 interrupted
      """)

  @Flag(help: "Every strength of every mistake, and ten thousand right gradients.")
  var all = false

  @Flag(help: "Grade the names that the mistakes are given, too.")
  var diagnose = false

  @Option(help: "text or json.")
  var format = OutputOptions.Format.text

  @OptionGroup var options: RunOptions

  func run() throws {
    let interruption = Interruption()
    let progress = ProgressLine()
    let monitor = CheckMonitor(
      progress: { progress.update($0, $1) }, isCancelled: { interruption.isRequested })
    var test = SelfTest()
    test.extent = all ? .everything : .selection
    test.seed = options.seed
    test.namesMistakes = diagnose
    test.threads = options.threads
    let report: SelfTestReport
    do {
      defer { progress.clear() }
      progress.begin("self-test")
      report = try test.run(monitor: monitor)
      progress.clear()
      try Printer.write(format == .text ? Data(SelfTestText.render(report).utf8) : report.json())
    } catch {
      throw ExitStatus.complain(error)
    }
    if report.unanswered > 0 { throw ExitStatus.interrupted }
    if !report.isPassed { throw ExitCode.failure }
  }
}
