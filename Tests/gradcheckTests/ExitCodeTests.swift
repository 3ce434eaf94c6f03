import CommandTesting
import Foundation
import Testing

/// What the command answers, and with which exit code.
@Suite struct ExitCodeTests {
  @Test(arguments: [
    ["--layer", "batchnorm"], ["--model", "svm"], ["--loss", "hinge", "--regularizer", "l1"],
    ["--all"],
    ["--layer", "linear", "--shape", "3x4"], ["--layer", "linear", "--shape", "[3, 4]"],
    ["--layer", "linear", "--shape", "3×4"], ["--layer", "tanh", "--time-limit", "1e9"],
    ["--layer", "linear", "--evaluation-limit", "1000000"], ["help"], ["help", "merge"],
    ["help", "self-test"], ["merge", "--help"], ["--generate-completion-script", "bash"],
    ["--layer", "tanh", "--method", "five-point"],
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
    (["--layer", "relu", "--shape", "-1"], "A shape is positive numbers joined by x"),
    (["--layer", "relu", "--shape", "[]"], "A shape is positive numbers joined by x"),
    (["--layer", "relu", "--shape", "["], "A shape is positive numbers joined by x"),
    (["--layer", "relu", "--time-limit", "0"], "--time-limit is a number of seconds above 0"),
    (["--layer", "relu", "--time-limit", "nan"], "--time-limit is a number of seconds above 0"),
    (["--layer", "relu", "--evaluation-limit", "0"], "--evaluation-limit is at least 1, not 0."),
    (["--layer", "relu", "--sweep", "--step", "1e-4"], "so --step means nothing with it."),
    (["--layer", "relu", "--sweep", "--samples", "4"], "so --samples means nothing with it."),
    (["--layer", "relu", "--sweep", "--exhaustive"], "so --exhaustive means nothing with it."),
    (["--layer", "relu", "--sweep", "--time-limit", "4"], "so --time-limit means nothing"),
    (
      ["--model", "vgg11", "--regularization", "1e39", "--precision", "float"],
      "--regularization is 0 or between 1.5e-45 and 3.4e38 in single precision, not 1e39."
    ),
    (
      ["--model", "vgg11", "--regularization", "1e-400"],
      "--regularization is 0 or between 5e-324 and 1.7e308, not 1e-400."
    ),
    (["--model", "vgg11", "--regularization", "inf"], "--regularization is a number from 0 up"),
    (["mrege", "1.json"], "There is no subcommand 'mrege'. Did you mean 'merge'?"),
    (["merge", "--version", "x"], "Unknown option '--version'"),
    (["--mistaken", "--precision", "float"], "--mistaken computes in double precision."),
    (["help", "mrege"], "There is no subcommand 'mrege'. Did you mean 'merge'?"),
    (["--layer", "relu", "--shape", "99999x99999"], "at most one million elements"),
    (["--layer", "relu", "--shape", "9999999999x9999999999"], "at most one million elements"),
    (["--all", "--shape", "2x3"], "--shape goes with exactly one layer, loss or regularizer."),
    (["--layer", "conv2d", "--shape", "2x3"], "expects input [N, C, H, W], got [2, 3]"),
    (["--model", "vgg11", "--batch", "0"], "--batch is between 1 and 1000, not 0."),
    (["--model", "vgg11", "--warm-up", "-3"], "--warm-up is between 0 and 100000, not -3."),
    (["--model", "vgg11", "--sweep"], "--sweep draws layers, losses and regularizers"),
    (["--layer", "relu", "--output", "no/such/folder/x"], "there is no folder"),
    (["--layer", "relu", "--format", "xml"], "'xml' is invalid for '--format <format>'"),
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

  @Test func `too few images are bad data, or bad usage where there are none but ours`() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Fixtures/cifar10-sample.bin").standardized.path
    let given = try CommandProcess(
      "gradcheck", ["--model", "vgg11", "--data", path, "--batch", "1000"])
    #expect(given.status == 65 && given.errors.contains("a batch of 1000 images expects"))
    let own = try CommandProcess("gradcheck", ["--model", "vgg11", "--batch", "1000"])
    #expect(own.status == 64)
  }

  @Test func `what is echoed is short, and cannot control the terminal`() throws {
    let long = String(repeating: "x", count: 50_000)
    for arguments in [
      ["--layer", long], ["--layer=\(long)"], ["--shard", long, "--layer", "relu"], [long],
      ["--layer", "relu", "--regularization", "1\(long)"], ["--\(long)"],
      ["--layer", "relu\u{1B}[2J"], ["--output", "/no\u{1B}]0;x\u{7}/x", "--layer", "relu"],
      ["merge", "\u{9B}2J"], ["help", "\u{1B}[2J"],
    ] {
      let run = try CommandProcess("gradcheck", arguments)
      #expect(run.status == 64 || run.status == 65)
      #expect(run.errors.utf8.count < 2000, "\(run.errors.prefix(300))")
      #expect(
        !run.errors.unicodeScalars.contains {
          $0.properties.generalCategory == .control && $0 != "\n"
        })
      #expect(run.output.isEmpty)
    }
  }

  @Test func `help names the subcommands, and explains each`() throws {
    let help = try CommandProcess("gradcheck", ["--help"]).output
    for name in ["merge", "self-test", "help"] {
      #expect(help.contains("\n  \(name) "), "\(help)")
    }
    #expect(try CommandProcess("gradcheck", ["help"]).output == help)
    for name in ["merge", "self-test"] {
      let explained = try CommandProcess("gradcheck", ["help", name]).output
      #expect(explained.contains("USAGE: gradcheck \(name) "), "\(explained)")
    }
  }

  @Test(arguments: [
    ("bash", "_add_completions -f"), ("zsh", ":path:_files"), ("fish", "-rF"),
  ])
  func `completions know names, subcommands and files`(shell: String, files: String) throws {
    let run = try CommandProcess("gradcheck", ["--generate-completion-script", shell])
    for word in ["batchnorm", "hinge", "vgg11", "merge", "self-test", "diagnose", files] {
      #expect(run.output.contains(word), "\(word)")
    }
  }

  @Test func `the help lists every exit code`() throws {
    for (command, arguments) in [
      ("gradcheck", ["--help"]), ("gradcheck", ["self-test", "--help"]), ("sanity", ["--help"]),
    ] {
      let help = try CommandProcess(command, arguments).output
      let codes = help.split(separator: "EXIT STATUS").last ?? ""
      for code in ["0", "1", "70", "129", "130", "143"] {
        #expect(codes.contains(try Regex("\\b\(code)\\b")), "\(command) \(arguments) \(code)")
      }
    }
  }
}
