import CommandTesting
import Foundation
import Reporting
import Testing

/// Checks that are to end before they are finished.
@Suite struct LimitTests {
  @Test func `what a limit of evaluations leaves is not passed`() throws {
    let run = try CommandProcess(
      "gradcheck", ["--layer", "conv2d", "--evaluation-limit", "50"])
    #expect(run.status == 1)
    #expect(run.output.hasPrefix("OPEN  Conv2D"), "\(run.output)")
    #expect(run.output.contains("not finished: the limit of evaluations came after"))
    #expect(run.output.contains(" not finished:\n  Conv2D"))
    #expect(!run.output.contains("passed."))
  }

  @Test func `a wrong gradient is wrong within a limit too`() throws {
    let run = try CommandProcess("gradcheck", ["--mistaken", "--evaluation-limit", "50"])
    #expect(run.status == 1)
    #expect(run.output.hasPrefix("FAIL  MistakenBatchNorm(3)"), "\(run.output)")
  }

  @Test func `a limit of evaluations gives one result, whatever the number of threads`() throws {
    let outputs = try ["1", "2", "5"].map { threads in
      try CommandProcess(
        "gradcheck",
        ["--layer", "residual", "--format", "json", "--evaluation-limit", "100"]
          + ["--threads", threads]
      ).output
    }
    #expect(outputs[0] == outputs[1] && outputs[0] == outputs[2])
    let document = try GradientDocument(json: Data(outputs[0].utf8))
    #expect(!document.isComplete && !document.isPassed && document.unchecked == nil)
  }

  @Test func `when the time is over the rest is named, and nothing is passed`() throws {
    let arguments = ["--layer", "relu", "--model", "vgg19", "--exhaustive", "--time-limit", "0.2"]
    let text = try CommandProcess("gradcheck", arguments)
    #expect(text.status == 1)
    #expect(text.output.contains("The time limit came before"), "\(text.output)")
    #expect(text.output.contains("vgg19"))
    let json = try CommandProcess("gradcheck", arguments + ["--format", "json"])
    let document = try GradientDocument(json: Data(json.output.utf8))
    #expect(json.status == 1 && !document.isComplete && !document.isPassed)
    #expect(document.unchecked?.isEmpty == false)
  }
}
