import CommandTesting
import Foundation
import Testing

/// `gradcheck self-test`, beside which the plain command is as it was.
@Suite struct SelfTestCommandTests {
  @Test func `it prints its tables, and its exit code says what they say`() throws {
    let run = try CommandProcess("gradcheck", ["self-test"])
    #expect(run.output.contains("smallest error caught"))
    #expect(run.output.contains("false alarms"))
    let isPassed = run.output.contains("Every mistake was caught")
    #expect(run.status == (isPassed ? 0 : 1))
    #expect(run.errors.isEmpty)
  }

  @Test func `JSON is one document`() throws {
    let run = try CommandProcess("gradcheck", ["self-test", "--format", "json", "--seed", "3"])
    let document = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    #expect(document?["seed"] as? Int == 3)
    #expect((document?["specimens"] as? [Any])?.isEmpty == false)
  }

  @Test(arguments: [["--threads", "0"], ["--layer", "relu"], ["everything"]])
  func `bad usage exits with 64`(arguments: [String]) throws {
    #expect(try CommandProcess("gradcheck", ["self-test"] + arguments).status == 64)
  }

  @Test func `its help is its own`() throws {
    let run = try CommandProcess("gradcheck", ["self-test", "--help"])
    #expect(run.status == 0)
    #expect(run.output.contains("USAGE: gradcheck self-test [--all]"), "\(run.output)")
  }

  @Test func `Ctrl-C leaves what was finished, says so, and exits with 130`() throws {
    let run = try CommandProcess(
      "gradcheck", ["self-test", "--all"], onTerminal: true,
      when: { $0.errors.contains(" left") })
    #expect(run.status == 130)
    #expect(run.output.contains("smallest error caught"), "\(run.output)")
    #expect(run.output.contains("Interrupted; "), "\(run.output)")
    #expect(!run.output.contains("Every mistake was caught"))
  }
}
