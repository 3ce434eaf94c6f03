import CommandTesting
import Foundation
import Reporting
import Testing

/// What is left of a check that is stopped.
@Suite struct SignalTests {
  private static let long = ["--layer", "relu", "--model", "vgg19", "--exhaustive"]
  private static let signals = [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)]

  @Test(arguments: signals)
  func `a signal leaves what was finished, says so, and has its own exit code`(
    signal: Int32, status: Int32
  ) throws {
    let run = try CommandProcess(
      "gradcheck", SignalTests.long, signal: signal,
      when: { $0.output.contains("Data: synthetic") })
    #expect(run.status == status)
    #expect(run.output.contains("ReLU on [4, 7], with exact zeros"))
    #expect(run.output.contains("; the rest was not checked.\n"))
    #expect(run.errors.hasSuffix(": writing what is finished.\n"), "\(run.errors)")
  }

  @Test(arguments: signals)
  func `a signal at any time leaves a whole document`(signal: Int32, status: Int32) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "report.json")
    let run = try CommandProcess(
      "gradcheck", SignalTests.long + ["--format", "json", "--output", file.path],
      signal: signal, when: { $0.isPrepared(for: signal) })
    #expect(run.status == status)
    let document = try GradientDocument(json: Data(contentsOf: file))
    #expect(!document.isComplete && !document.isPassed)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
  }

  @Test func `a hang-up that is to be ignored is ignored`() throws {
    let run = try CommandProcess(
      "gradcheck", shell: "trap '' HUP; $0 --layer tanh & kill -HUP $!; wait $!")
    #expect(run.status == 0)
    #expect(run.output.hasSuffix("The check passed.\n"))
  }

  @Test func `progress is shown on a terminal, with the time that is left`() throws {
    let run = try CommandProcess(
      "gradcheck", SignalTests.long, onTerminal: true, when: { $0.errors.contains(" left") })
    #expect(run.status == 130)
    #expect(run.errors.contains(/vgg19, batch 2, training: [0-9]+ %, about .* left/))
  }

  @Test func `a terminal that cannot take a line back is spared the progress`() throws {
    let run = try CommandProcess(
      "gradcheck", SignalTests.long, environment: ["TERM": "dumb"], onTerminal: true,
      when: { $0.processorTime > 4 })
    #expect(run.status == 130)
    #expect(!run.errors.contains("\u{1B}") && !run.errors.contains("left"), "\(run.errors)")
  }

  /// Without a library that the check does not need, it ends where there is no room for one.
  @Test(.timeLimit(.minutes(5)), arguments: ["tanh", "linear"])
  func `a check ends in little memory`(layer: String) throws {
    let run = try CommandProcess("gradcheck", shell: "ulimit -v 300000; $0 --layer \(layer)")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("passed."))
  }

  @Test func `a library that was not used is neither loaded nor named`() throws {
    for (layer, isUsed) in [("tanh", false), ("linear", true)] {
      let run = try CommandProcess("gradcheck", ["--layer", layer, "--format", "json"])
      #expect((try GradientDocument(json: Data(run.output.utf8)).blas != "none") == isUsed)
    }
  }
}
