import CommandTesting
import Foundation
import GradientChecking
import Reporting
import Testing

/// A check spread over several runs.
@Suite struct ShardTests {
  /// What `--shard` writes for each share of a check.
  private func shards(_ arguments: [String], _ count: Int, in folder: URL) throws -> [String] {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return try (1...count).map { number in
      let path = folder.appending(path: "\(number).json").path
      let run = try CommandProcess(
        "gradcheck",
        arguments + ["--shard", "\(number)/\(count)", "--output", path, "--threads", "\(number)"])
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.isEmpty)
      return path
    }
  }

  private func temporaryFolder() -> URL {
    FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  }

  @Test(arguments: [
    ["--layer", "residual", "--layer", "batchnorm", "--loss", "hinge"],
    ["--layer", "conv2d", "--mistaken", "--samples", "50", "--seed=3"],
    ["--layer", "residual", "--layer", "batchnorm", "--mistaken", "--jacobian"],
  ])
  func `merged shards are the report of the whole check`(arguments: [String]) throws {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try shards(arguments, 3, in: folder)
    for format in ["text", "json"] {
      let whole = try CommandProcess("gradcheck", arguments + ["--format", format])
      let merged = try CommandProcess(
        "gradcheck", ["merge"] + files.reversed() + ["--format", format])
      #expect(merged.output == whole.output)
      #expect(merged.status == whole.status)
    }
  }

  @Test func `what makes no whole exits with 65 and says why`() throws {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try shards(["--layer", "relu"], 2, in: folder)
    let others = try shards(["--layer", "tanh"], 2, in: folder.appending(path: "others"))
    let strange = folder.appending(path: "strange.json")
    try Data("{}".utf8).write(to: strange)
    for (given, message) in [
      ([files[0]], "missing: shard 2/2"), (files + [files[0]], "shard 1/2 is there twice"),
      ([files[0], others[1]], "shards of different checks"),
      ([strange.path], "is not what --shard of this gradcheck writes: schema is missing"),
      (["no/such/file"], "no/such/file cannot be read: No such file or directory"),
      ([folder.path], "cannot be read: Is a directory"),
      (["/dev/zero"], "/dev/zero cannot be read: this is a device; name a file"),
    ] {
      let run = try CommandProcess("gradcheck", ["merge"] + given)
      #expect(run.status == 65)
      #expect(run.errors.contains(message), "\(run.errors)")
      #expect(run.output.isEmpty)
    }
  }

  @Test func `a number that was changed is not believed`() throws {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try shards(["--loss", "mse", "--jacobian"], 2, in: folder)
    let text = try String(contentsOfFile: files[0], encoding: .utf8)
    for (pattern, new) in [
      (#""numeric":[0-9.e-]+"#, #""numeric":0.25"#), (#""agreeing":[0-9]+"#, #""agreeing":2"#),
      (#""agreeing":[0-9]+"#, #""agreeing":9223372036854775807"#),
      (#""evaluations":[0-9]+"#, #""evaluations":9223372036854775807"#),
      (#""wrong":\[\]"#, #""wrong":[[5000,5001]]"#), (#""wrong":\[\]"#, #""wrong":[[-3,1]]"#),
    ] {
      let changed = text.replacing(try Regex(pattern), with: new, maxReplacements: 1)
      #expect(changed != text)
      try Data(changed.utf8).write(to: URL(filePath: files[0]))
      let run = try CommandProcess("gradcheck", ["merge"] + files)
      #expect(run.status == 65)
      #expect(run.errors.contains("its checksum is another"), "\(run.errors)")
      #expect(run.output.isEmpty)
    }
  }

  /// A document of the build that wrote the one at `path`, with another content.
  private func write(
    _ path: String, arguments: [String], partials: [PartialReport]? = nil
  ) throws {
    let data = try Data(contentsOf: URL(filePath: path))
    let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let build = try #require(object?["build"] as? String)
    let document = try ShardDocument(json: data, build: build)
    try ShardDocument(
      shard: document.shard, arguments: arguments, partials: partials ?? document.partials,
      build: build
    ).json().write(to: URL(filePath: path))
  }

  @Test(arguments: [
    ["--list"], ["--version"], ["--layer", "relu", "--sweep"], [], ["--layer", "nonsense"],
    ["--layer", "relu", "--output", "here"], ["--layer", "relu", "--threads=3"],
    ["--layer", "relu", "--help"],
  ])
  func `a shard of what --shard does not cut is refused`(arguments: [String]) throws {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try shards(["--layer", "relu"], 1, in: folder)
    try write(files[0], arguments: arguments)
    let run = try CommandProcess("gradcheck", ["merge"] + files)
    #expect(run.status == 65)
    #expect(run.errors.contains("arguments are not of a check that --shard cuts"), "\(run.errors)")
    #expect(run.output.isEmpty)
  }

  @Test func `a shard of nothing, or of more than was asked for, is refused`() throws {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try shards(["--layer", "relu"], 1, in: folder)
    try write(files[0], arguments: ["--layer", "relu"], partials: [])
    let empty = try CommandProcess("gradcheck", ["merge"] + files)
    #expect(empty.status == 65 && empty.errors.contains("nothing was checked"))

    let others = try shards(["--layer", "relu", "--layer", "tanh"], 1, in: folder)
    try write(others[0], arguments: ["--layer", "relu"])
    let more = try CommandProcess("gradcheck", ["merge", "--format", "json"] + others)
    #expect(more.status == 65)
    #expect(more.errors.contains("partials has 3 elements, expected 2"), "\(more.errors)")
    #expect(more.output.isEmpty)
  }

  @Test func `a shard that was not finished is written, and refused by its name`() throws {
    let folder = temporaryFolder()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "1.json").path
    let limited = ["--layer", "conv2d", "--evaluation-limit", "20", "--shard", "1/2"]
    let cut = try CommandProcess("gradcheck", limited + ["--output", path])
    #expect(cut.status == 1)
    #expect(cut.errors.contains("shard 1/2 was not finished; `gradcheck merge` will refuse it"))
    let merged = try CommandProcess("gradcheck", ["merge", path])
    #expect(merged.status == 65)
    #expect(merged.errors.contains("1.json: shard 1/2 was not finished; measure it again"))

    let interrupted = try CommandProcess(
      "gradcheck",
      ["--model", "vgg19", "--exhaustive", "--shard", "1/2", "--output", path], signal: SIGTERM,
      when: { $0.isPrepared(for: SIGTERM) })
    #expect(interrupted.status == 143)
    let refused = try CommandProcess("gradcheck", ["merge", path])
    #expect(refused.status == 65)
    #expect(refused.errors.contains("was not finished"), "\(refused.errors)")
  }

  @Test(arguments: [
    (["merge"], "Missing expected argument '<file> ...'"),
    (
      ["--layer", "relu", "--shard", "3/2"],
      "A shard is one of up to 100,000, such as 2/8, not 3/2."
    ),
    (["--layer", "relu", "--shard", "1/2", "--sweep"], "--shard does not cut --sweep"),
    (["--list", "--shard", "1/2"], "--shard measures a share of a check, and --list makes none."),
    (["--version", "--shard", "1/2"], "and --version makes none."),
  ])
  func `bad usage exits with 64`(arguments: [String], message: String) throws {
    let run = try CommandProcess("gradcheck", arguments)
    #expect(run.status == 64)
    #expect(run.errors.contains(message), "\(run.errors)")
  }
}
