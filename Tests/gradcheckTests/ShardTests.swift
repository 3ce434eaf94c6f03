import CommandTesting
import Foundation
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
      ([strange.path], "is not what --shard of this version of gradcheck writes"),
      (["no/such/file"], "no/such/file cannot be read"),
    ] {
      let run = try CommandProcess("gradcheck", ["merge"] + given)
      #expect(run.status == 65)
      #expect(run.errors.contains(message), "\(run.errors)")
      #expect(run.output.isEmpty)
    }
  }

  @Test(arguments: [
    (["merge"], "Missing expected argument '<file> ...'"),
    (
      ["--layer", "relu", "--shard", "3/2"],
      "A shard is one of up to 100,000, such as 2/8, not 3/2."
    ),
    (["--layer", "relu", "--shard", "1/2", "--sweep"], "--shard does not cut --sweep"),
  ])
  func `bad usage exits with 64`(arguments: [String], message: String) throws {
    let run = try CommandProcess("gradcheck", arguments)
    #expect(run.status == 64)
    #expect(run.errors.contains(message), "\(run.errors)")
  }
}
