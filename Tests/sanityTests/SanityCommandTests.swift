import CommandTesting
import Foundation
import Reporting
import TrainingReporting
import Testing

/// What `sanity` answers, and with which exit code.
@Suite struct SanityCommandTests {
  @Test(arguments: [
    ["--model", "mlp"], ["--model", "softmax", "-v"], ["--model", "svm", "--optimizer", "adam"],
    ["--model", "mlp", "--probe", "overfit", "--probe", "dead-relu"],
    ["--model", "mlp", "--hidden", "30,20", "--activation", "tanh", "--precision", "double"],
    ["--model", "mlp", "--initializer", "sparse", "--regularization", "0", "--seed", "7"],
    ["--list"], ["--version"], ["--help"],
  ])
  func `what is healthy exits with 0`(arguments: [String]) throws {
    let run = try CommandProcess("sanity", arguments)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(!run.output.isEmpty && run.errors.isEmpty)
    #expect(!run.output.contains("\u{1B}"))
    let wide = run.output.split(separator: "\n").filter { $0.count > 80 }
    #expect(wide.isEmpty, "\(wide)")
  }

  @Test(arguments: [
    (["--learning-rate", "30"], "S501: the learning rate is too high"),
    (["--learning-rate", "1e-6"], "S502: the learning rate is too low"),
    (["--initializer", "zero"], "S101: the weights start at zero"),
    (["--unnormalized"], "S001: the inputs are not normalized"),
    (["--activation", "identity"], "S201: a nonlinearity is missing"),
    (["--regularization", "1"], "S305: regularization drowns the data"),
  ])
  func `what is broken exits with 1 and names the cause last and first`(
    arguments: [String], cause: String
  ) throws {
    let run = try CommandProcess("sanity", ["--model", "mlp"] + arguments)
    #expect(run.status == 1)
    #expect(run.output.hasPrefix("FAIL  mlp\n"))
    #expect(run.output.contains("\n\(cause)"), "\(run.output)")
    let first = try #require(run.output.firstMatch(of: #/  FAIL  (S[0-9]+)/#))
    #expect(cause.hasPrefix(first.1))
    let wide = run.output.split(separator: "\n").filter { $0.count > 80 }
    #expect(wide.isEmpty, "\(wide)")
  }

  @Test(arguments: [
    ([], "Choose a model: --model NAME."), (["--model", "vgg12"], "Did you mean 'vgg11'?"),
    (["--model", "mlp", "--probe", "overfitt"], "Did you mean 'overfit'?"),
    (["--model", "mlp", "--optimizer", "adm"], "Did you mean 'adam'?"),
    (["--model", "mlp", "--learning-rate", "-1"], "--learning-rate is a number from 0 up"),
    (["--model", "mlp", "--learning-rate", "nan"], "--learning-rate is a number from 0 up"),
    (
      ["--model", "mlp", "--learning-rate", "1e39"],
      "--learning-rate is 0 or between 1.5e-45 and 3.4e38 in single precision, not 1e39."
    ),
    (
      ["--model", "mlp", "--learning-rate", "1e-50"],
      "--learning-rate is 0 or between 1.5e-45 and 3.4e38 in single precision, not 1e-50."
    ),
    (["--model", "mlp", "--regularization", "1e39"], "--regularization is 0 or between 1.5e-45"),
    (
      ["--model", "mlp", "--regularization", "1e-400", "--precision", "double"],
      "--regularization is 0 or between 5e-324 and 1.7e308, not 1e-400."
    ),
    (["--model", "mlp", "--hidden", "-1"], "Hidden layers are up to 100 sizes"),
    (["--model", "mlp", "--batch", "0"], "--batch is between 1 and 10000, not 0."),
    (["--model", "mlp", "--batch", "5000"], "expects 5000 training samples or more, got 1080"),
    (["--model", "mlp", "--steps", "0"], "--steps is between 1 and 100000, not 0."),
    (["--model", "mlp", "--hidden", "10,,3"], "Hidden layers are up to 100 sizes"),
    (["--model", "vgg11", "--hidden", "10"], "--hidden goes with --model mlp."),
    (["--model", "vgg11", "--activation", "tanh"], "--activation goes with --model mlp."),
    (["--model", "mlp", "--model", "svm"], "--model is given once"),
    (["--model", "dqn", "--data", "x"], "dqn takes no --data: its task is made up"),
    (["--model", "detector", "--data", "x"], "detector takes no --data: CIFAR-10 says what"),
    (["--model", "mlp", "--output", "no/such/folder/x"], "there is no folder"),
  ])
  func `bad usage exits with 64 and says what to do`(arguments: [String], message: String) throws {
    let run = try CommandProcess("sanity", arguments)
    #expect(run.status == 64)
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(run.output.isEmpty)
  }

  @Test(arguments: [
    (["--learning-rate", "30"], "S501 is gone, and nothing fails."),
    (["--learning-rate", "1e-6"], "S502 is gone, and nothing fails."),
    (
      ["--initializer", "zero"], "Tried with weights drawn by He: S101 is gone, and nothing fails."
    ),
    (["--unnormalized"], "Tried with normalized inputs: S001 is gone, and nothing fails."),
    (["--regularization", "1"], "S305 is gone, and nothing fails."),
  ])
  func `advice that is tried leads to a clean run`(arguments: [String], outcome: String) throws {
    let run = try CommandProcess("sanity", ["--model", "mlp", "--confirm"] + arguments)
    #expect(run.status == 1)
    #expect(
      run.output.split(separator: "\n").joined(separator: " ").hasSuffix(outcome), "\(run.output)")
    let untried = try CommandProcess(
      "sanity", ["--model", "mlp", "--confirm", "--probe", "overfit"])
    #expect(untried.status == 0 && !untried.output.contains("Tried"))
  }

  @Test func `bad data exits with 65 and says what is wrong with them`() throws {
    let run = try CommandProcess("sanity", ["--model", "mlp", "--data", "no/such/data"])
    #expect(run.status == 65)
    #expect(run.errors.hasPrefix("Error: "))
  }

  @Test func `a text of the user's is learned, and refused where it is none`() throws {
    let text = root.appending(path: "README.md").path
    let run = try CommandProcess("sanity", ["--model", "char-lstm", "--data", text])
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.output.contains("README.md"))
    for (path, word) in [
      ("no/such/text", "nothing that can be read"), (root.path, "no regular file"),
      (root.appending(path: "Fixtures/cifar10-sample.bin").path, "other bytes"),
    ] {
      let refused = try CommandProcess("sanity", ["--model", "char-lstm", "--data", path])
      #expect(refused.status == 65 && refused.errors.contains(word), "\(refused.errors)")
    }
  }

  @Test func `too few images of the user's are bad data`() throws {
    let path = root.appending(path: "Fixtures/cifar10-sample.bin").path
    let run = try CommandProcess(
      "sanity", ["--model", "mlp", "--batch", "5000", "--data", path])
    #expect(run.status == 65)
    #expect(run.errors.contains("expects 5000 training samples or more"), "\(run.errors)")
  }

  @Test func `JSON is one complete document`() throws {
    let run = try CommandProcess("sanity", ["--model", "mlp", "--format", "json"])
    let document = try SanityDocument(json: Data(run.output.utf8))
    #expect(document.schema == 1 && document.tool == "sanity")
    #expect(document.report.isComplete && document.report.isPassed)
    #expect(document.report.subject == "mlp")
    #expect(document.report.layers.map(\.name) == ["fc1", "fc2", "fc3", "classifier"])
    #expect(document.report.classes.map(\.name).contains("disc"))
  }

  @Test func `what is not finite can be written and read`() throws {
    let run = try CommandProcess(
      "sanity", ["--model", "mlp", "--learning-rate", "1e9", "--format", "json"])
    #expect(run.status == 1)
    let document = try SanityDocument(json: Data(run.output.utf8))
    #expect(document.report.overfittingLosses.contains { !$0.isFinite })
  }

  @Test(arguments: [(SIGINT, 130, "Interrupted"), (SIGTERM, 143, "Terminated")])
  func `a signal leaves what was finished, says so, and has its own exit code`(
    signal: Int32, status: Int32, word: String
  ) throws {
    let run = try CommandProcess(
      "sanity", ["--model", "vgg19"], onTerminal: true, signal: signal,
      when: { $0.errors.contains("overfitting: ") })
    #expect(run.status == status)
    #expect(run.output.contains("Interrupted; the rest was not looked at."), "\(run.output)")
    #expect(run.output.contains("input-scale"))
    #expect(run.errors.contains(word))
  }

  @Test func `labels are listed by name`() throws {
    let run = try CommandProcess(
      "sanity",
      ["--model", "softmax", "--data", root.appending(path: "Fixtures/cifar10-sample.bin").path])
    #expect(run.output.contains("classes: airplane 4, automobile"), "\(run.output)")
  }

  private let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardized
}
