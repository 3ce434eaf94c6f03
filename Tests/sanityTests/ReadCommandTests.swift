import CommandTesting
import Foundation
import Reporting
import TrainingReporting
import Testing

/// What `sanity read` answers, and with which exit code.
@Suite struct ReadCommandTests {
  private func file(_ lines: [String], ending: String = "\n") throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).jsonl")
    try Data((lines.joined(separator: "\n") + ending).utf8).write(to: path)
    return path.path
  }

  private let falling = (0..<60).map { "{\"loss\": \(0.2 + 2 / Double(1 + $0)), \"samples\": 32}" }
  private let rising = (0..<60).map { "{\"loss\": \(2 + Double($0)), \"samples\": 32}" }

  @Test func `a healthy recording exits with 0, and a sick one with 1`() throws {
    let healthy = try CommandProcess("sanity", ["read", try file(falling)])
    #expect(healthy.status == 0, "\(healthy.output)\(healthy.errors)")
    #expect(healthy.output.hasPrefix("PASS  ") && healthy.output.contains("60 recorded steps"))
    let sick = try CommandProcess("sanity", ["read", try file(rising), "--format", "json"])
    #expect(sick.status == 1)
    let document = try SanityDocument(json: Data(sick.output.utf8))
    #expect(document.report.findings.first?.code.rawValue == "S606")
    #expect(document.report.trainingLosses.count == 60)
  }

  @Test func `from standard input findings are told as they arise`() throws {
    let path = try file(rising)
    let run = try CommandProcess("sanity", shell: "\"$0\" read - < '\(path)'")
    #expect(run.status == 1)
    #expect(run.output.contains("FAIL  S606  the loss diverges\n"), "\(run.output)")
    #expect(run.output.contains("\nFAIL  standard input\n"))
  }

  @Test func `a last line that is cut short is left out, and others are not`() throws {
    let cut = try CommandProcess("sanity", ["read", try file(falling + ["{\"lo"], ending: "")])
    #expect(cut.status == 0)
    #expect(cut.errors.contains("The last line is cut short"))
    let broken = try CommandProcess("sanity", ["read", try file(["{\"lo"] + falling)])
    #expect(broken.status == 65)
    #expect(broken.errors.contains("line 1: not a JSON object on one line"))
  }

  @Test(arguments: [
    (["read"], 64, "Missing expected argument"), (["read", "no/such/file"], 65, "cannot be read"),
    (["read", "/dev/null"], 65, "there is no step"), (["read", "/"], 65, "cannot be read"),
    (["reed", "x"], 64, "Did you mean 'read'?"),
  ])
  func `bad usage and bad input say what to do`(arguments: [String], status: Int32, message: String)
    throws
  {
    let run = try CommandProcess("sanity", arguments)
    #expect(run.status == status)
    #expect(run.errors.contains(message), "\(run.errors)")
  }

  @Test func `an interruption leaves the report on what was read`() throws {
    let path = try file(falling)
    let run = try CommandProcess(
      "sanity",
      shell: "(cat '\(path)'; sleep 5) | timeout -s INT 2 \"$0\" read -; exit ${PIPESTATUS[1]}")
    #expect(
      run.output.contains("Interrupted") && run.output.contains("60 recorded steps"),
      "\(run.output)")
  }
}
