import CommandTesting
import Foundation
import Testing

/// What the command answers, and with which exit code.
@Suite struct ExitCodeTests {
  @Test(arguments: [
    ["--layer", "batchnorm"], ["--loss", "hinge", "--regularizer", "l1"], ["--all"],
    ["--layer", "linear", "--shape", "3x4"], ["--layer", "tanh", "--method", "five-point"],
    ["--layer", "tanh", "--method", "adaptive"], ["--layer", "tanh", "--method", "forward"],
    ["--all", "--precision", "float"], ["--all", "--seed", "18446744073709551615"],
    ["--layer", "conv2d", "--samples", "5"], ["--layer", "conv2d", "--exhaustive"],
    ["--layer", "conv2d", "--layer", "relu", "--loss", "mse", "--jacobian"],
    ["--layer", "relu", "--sweep"], ["--list"], ["--version"], ["--help"],
  ])
  func `what is right exits with 0`(arguments: [String]) throws {
    let run = try CommandProcess("gradcheck", arguments)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(!run.output.isEmpty)
    #expect(run.errors.isEmpty)
  }

  @Test(arguments: [
    ["--mistaken"], ["--mistaken", "--jacobian"],
    ["--layer", "relu", "--mistaken", "--format", "json"],
  ])
  func `a wrong gradient exits with 1 and says where`(arguments: [String]) throws {
    let run = try CommandProcess("gradcheck", arguments)
    #expect(run.status == 1)
    #expect(run.output.contains("MistakenBatchNorm(3) on [4, 3, 5, 2], training"))
    #expect(run.output.contains("disagree") || run.output.contains("120 of 120 are wrong"))
    #expect(run.errors.isEmpty)
  }

  @Test(arguments: [
    (["--layer", "batchnrm"], "Did you mean 'batchnorm'? The names are linear, conv2d,"),
    (["--loss", "huge"], "Did you mean 'huber'?"),
    (["--model", "vgg12"], "Did you mean 'vgg11'?"),
    ([], "Choose what to check: --layer, --loss, --regularizer or --model NAME, or --all."),
    (["--layer", "relu", "--step", "-1"], "--step is between 1e-12 and 0.1, not -1.0."),
    (["--layer", "relu", "--step", "nan"], "--step is between 1e-12 and 0.1, not nan."),
    (["--layer", "relu", "--samples", "0"], "--samples is at least 1, not 0."),
    (["--layer", "relu", "--jacobian", "--samples", "3"], "--jacobian checks everything"),
    (["--layer", "relu", "--jacobian", "--sweep"], "--sweep draws contracted outputs"),
    (["--model", "vgg11", "--jacobian"], "--jacobian goes with layers, not with models"),
    (["--layer", "relu", "--threads", "0"], "--threads is between 1 and 1024, not 0."),
    (["--layer", "relu", "--data", "x"], "--data goes with --model."),
    (["--layer", "relu", "--shape", "2x0"], "A shape is positive numbers joined by x"),
    (["--layer", "relu", "--shape", "99999x99999"], "at most one million elements"),
    (["--layer", "relu", "--shape", "9999999999x9999999999"], "at most one million elements"),
    (["--all", "--shape", "2x3"], "--shape goes with exactly one layer, loss or regularizer."),
    (["--layer", "conv2d", "--shape", "2x3"], "expects input [N, C, H, W], got [2, 3]"),
    (["--model", "svm"], "--model svm is not checked as a whole; its parts are"),
    (["--model", "vgg11", "--batch", "0"], "--batch is between 1 and 1000, not 0."),
    (["--model", "vgg11", "--warm-up", "-3"], "--warm-up is between 0 and 100000, not -3."),
    (["--model", "vgg11", "--sweep"], "--sweep draws layers, losses and regularizers"),
    (["--layer", "relu", "--output", "no/such/folder/x"], "there is no folder"),
    (["--layer", "relu", "--format", "xml"], "'text' and 'json'"),
  ])
  func `bad usage exits with 64 and says what to do`(arguments: [String], message: String) throws {
    let run = try CommandProcess("gradcheck", arguments)
    #expect(run.status == 64)
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(run.output.isEmpty)
  }

  @Test func `bad data exits with 65 and says what is wrong with them`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let truncated = folder.appending(path: "truncated.bin")
    try Data(repeating: 1, count: 3000).write(to: truncated)
    let foreign = folder.appending(path: "foreign.bin")
    try Data(repeating: 200, count: 3073).write(to: foreign)

    for path in [folder.appending(path: "missing"), folder, truncated, foreign] {
      let run = try CommandProcess("gradcheck", ["--model", "vgg11", "--data", path.path])
      #expect(run.status == 65)
      #expect(run.errors.hasPrefix("Error: "), "\(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    }
  }
}
