import CommandTesting
import Foundation
import Reporting
import TrainingReporting
import Testing

/// What the commands that train answer, and with which exit code.
@Suite struct LearningCommandTests {
  /// A small network in a few steps.
  private static let small = ["--model", "mlp", "--hidden", "16"]
  private var small: [String] { LearningCommandTests.small }
  /// One without images, which take a moment to draw.
  private let quick = ["--model", "char-rnn", "--batch", "4"]

  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  private func expectNarrow(_ output: String) {
    let wide = output.split(separator: "\n").filter { $0.count > 80 }
    #expect(wide.isEmpty, "\(wide)")
    #expect(!output.contains("\u{1B}"))
  }

  @Test(arguments: [
    ["rate"] + small, ["rate", "--model", "char-rnn", "--steps", "40", "--batch", "4"],
    ["train", "--epochs", "2", "--schedule", "cosine"] + small,
    ["train", "--epochs", "1", "--model", "char-rnn", "--batch", "4", "--precision", "double"],
    ["search", "--trials", "6,3", "--epochs", "1,1"] + small,
    ["rate", "--help"], ["train", "--help"], ["search", "--help"],
  ])
  func `what goes well exits with 0`(arguments: [String]) throws {
    let run = try CommandProcess("sanity", arguments)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.errors.isEmpty)
    if !arguments.contains("--help") { expectNarrow(run.output) }
  }

  @Test(arguments: [
    (["rate"], "Choose a model: --model NAME."),
    (["rate", "--model", "mlpp"], "Did you mean 'mlp'?"),
    (
      ["rate", "--rates", "1:1e-3"] + small, "--rates is two numbers above 0, the smaller one first"
    ),
    (["rate", "--steps", "3"] + small, "--steps is between 20 and 10000, not 3."),
    (["train", "--model", "char-rnn", "--data", "x"], "--data goes with classifiers of images"),
    (["train", "--epochs", "0"] + small, "--epochs is between 1 and 100000, not 0."),
    (["train", "--schedule", "cosin"] + small, "Did you mean 'cosine'?"),
    (
      ["train", "--checkpoint-format", "npz"] + small,
      "--checkpoint-format goes with --checkpoints."
    ),
    (
      ["train", "--resume", "x", "--optimizer", "adam"], "--optimizer: the training in x goes on as"
    ),
    (["search", "--trials", "3"] + small, "--trials has 1 rounds and --epochs 2"),
    (["search", "--trials", "3,x"] + small, "--trials is up to 10 numbers between 1 and 1000"),
    (["search", "--learning-rate", "0:1"] + small, "--learning-rate is two numbers above 0"),
  ])
  func `bad usage exits with 64 and says what to do`(arguments: [String], message: String) throws {
    let run = try CommandProcess("sanity", arguments)
    #expect(run.status == 64)
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(run.output.isEmpty)
  }

  @Test func `a training goes on to the same numbers and the same file`() throws {
    try withFolder { folder in
      let (whole, parts) = (folder.appending(path: "a"), folder.appending(path: "b"))
      func train(_ arguments: [String]) throws -> CommandProcess {
        try CommandProcess("sanity", ["train"] + arguments)
      }
      // The schedule goes by the epochs that are asked for at first.
      let start = small + ["--augment", "--optimizer", "adam", "--patience", "0"]
      let long = try train(start + ["--epochs", "2", "--checkpoints", whole.path])
      #expect(long.status == 0, "\(long.errors)")
      _ = try train(start + ["--epochs", "1", "--checkpoints", parts.path])
      let rest = try train(["--resume", parts.path, "--epochs", "2", "--format", "json"])
      #expect(rest.status == 0, "\(rest.errors)")
      let document = try TrainDocument(json: Data(rest.output.utf8))
      #expect(document.ending == "finished" && document.epochs.count == 2)
      #expect(document.losses.count == 108 && document.generalization != nil)
      for name in ["last.safetensors", "best.safetensors"] {
        let files = try [whole, parts].map { try Data(contentsOf: $0.appending(path: name)) }
        // The settings hold the epochs that were asked for at first, and the checksum covers them.
        #expect(files[0].count == files[1].count)
        let differing = zip(files[0], files[1]).count { $0 != $1 }
        #expect(differing <= 9, "\(name): \(differing)")
      }
      let again = try train(small + ["--checkpoints", whole.path])
      #expect(again.status == 64 && again.errors.contains("--resume"))
    }
  }

  @Test func `a checkpoint that is missing or broken is bad data`() throws {
    try withFolder { folder in
      func resume() throws -> CommandProcess {
        try CommandProcess("sanity", ["train", "--resume", folder.path])
      }
      let missing = try resume()
      #expect(missing.status == 65 && missing.errors.contains("there is no last.safetensors"))
      _ = try CommandProcess(
        "sanity", ["train", "--epochs", "1", "--checkpoints", folder.path] + quick)
      let file = folder.appending(path: "last.safetensors")
      let whole = try Data(contentsOf: file)
      for broken in [whole.prefix(whole.count / 2), Data(), Data("{}".utf8)] {
        try broken.write(to: file)
        let run = try resume()
        #expect(run.status == 65 && run.output.isEmpty, "\(run.errors)")
        #expect(run.errors.contains("last.safetensors"), "\(run.errors)")
      }
      var changed = whole
      changed[whole.count - 100] ^= 4
      try changed.write(to: file)
      let run = try resume()
      #expect(run.status == 65 && run.errors.contains("changed"), "\(run.errors)")
    }
  }

  @Test func `an interrupted training leaves a checkpoint that goes on`() throws {
    try withFolder { folder in
      let run = try CommandProcess(
        "sanity",
        ["train", "--epochs", "100000", "--patience", "0", "--checkpoints", folder.path] + quick,
        when: { $0.output.contains("validation") && $0.output.split(separator: "\n").count > 5 })
      #expect(run.status == 130, "\(run.errors)")
      #expect(run.output.contains("Interrupted after"), "\(run.output)")
      let rest = try CommandProcess(
        "sanity", ["train", "--epochs", "1", "--resume", folder.path])
      #expect(rest.status == 0 && rest.output.contains("Finished after"), "\(rest.errors)")
    }
  }

  @Test func `a training that diverges exits with 1`() throws {
    let run = try CommandProcess("sanity", ["train", "--learning-rate", "1e6"] + small)
    #expect(run.status == 1)
    #expect(run.output.contains("Diverged after"), "\(run.output)")
    #expect(run.output.contains("FAIL"))
  }

  @Test func `a search goes on from its file, and refuses another's`() throws {
    try withFolder { folder in
      let file = folder.appending(path: "trials.jsonl")
      let arguments = ["search", "--trials", "5,3", "--epochs", "1,1", "--format", "json"] + quick
      let whole = try CommandProcess("sanity", arguments)
      let kept = try CommandProcess("sanity", arguments + ["--file", file.path])
      #expect(whole.status == 0 && kept.output == whole.output, "\(kept.errors)")
      // The first line and three trials, the last of them cut off.
      let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      #expect(lines.count == 9)
      try Data((lines.prefix(4).joined(separator: "\n") + "\n" + lines[4].prefix(20)).utf8)
        .write(to: file)
      let rest = try CommandProcess("sanity", arguments + ["--file", file.path])
      #expect(rest.output == whole.output, "\(rest.errors)")
      #expect(try String(contentsOf: file, encoding: .utf8).split(separator: "\n").count == 9)
      let other = try CommandProcess(
        "sanity", arguments + ["--file", file.path, "--optimizer", "sgd"])
      #expect(other.status == 65 && other.errors.contains("other settings"), "\(other.errors)")
      try Data("no JSON\n".utf8).write(to: file)
      let broken = try CommandProcess("sanity", arguments + ["--file", file.path])
      #expect(broken.status == 65 && broken.errors.contains("line 1"), "\(broken.errors)")
    }
  }

  @Test(arguments: ["rate", "train", "search"])
  func `pictures and pages are whole`(command: String) throws {
    let few =
      command == "train"
      ? ["--epochs", "2"] : command == "rate" ? [] : ["--trials", "4", "--epochs", "1"]
    for format in ["svg", "html"] {
      let run = try CommandProcess("sanity", [command, "--format", format] + few + quick)
      #expect(run.status == 0, "\(run.errors)")
      let parser = XMLParserCheck(
        format == "svg" ? run.output : run.output.replacing(/(?s)^.*<main>|<\/main>.*$/, with: ""))
      #expect(parser.isWellFormed, "\(run.output.prefix(300))")
      #expect(run.output.contains("<polyline") || run.output.contains("<circle"))
    }
  }
}
