import CommandTesting
import Foundation
import Reporting
import Testing

/// Gradients in other languages, as their people would check them.
///
/// The Python is that of the environment variable PYTHON, else python3.
@Suite struct ExecTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardized
  private static let programs = root.appending(path: "Tests/ForeignCheckingTests/Programs").path
  private static let resources =
    root.appending(path: "Sources/ForeignChecking/ForeignChecking.docc/Resources").path
  static let python = ProcessInfo.processInfo.environment["PYTHON"] ?? "python3"

  /// Whether a program comes to a good end.
  static func succeeds(_ command: String...) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  private func expect(_ name: String, finds words: String) throws {
    let command = ["--", Self.python, "\(Self.programs)/\(name).py", Self.resources]
    let right = try CommandProcess("gradcheck", ["exec"] + command + ["right"])
    #expect(right.status == 0, "\(right.output)\(right.errors)")
    let wrong = try CommandProcess("gradcheck", ["exec"] + command + ["wrong"])
    #expect(wrong.status == 1, "\(wrong.output)\(wrong.errors)")
    #expect(wrong.output.contains(words), "\(wrong.output)")
  }

  @Test(.enabled(if: Self.succeeds(Self.python, "-c", "import numpy"), "Python has no numpy"))
  func `a wrong gradient in NumPy is found, and the right one passes`() throws {
    try expect("softplus_numpy", finds: "s: 1 of 1 are wrong")
  }

  @Test(.enabled(if: Self.succeeds(Self.python, "-c", "import torch"), "Python has no torch"))
  func `a wrong backward of PyTorch is found, and the right one passes`() throws {
    try expect("scale_torch", finds: "exactly half of what it should be")
  }

  @Test(.enabled(if: Self.succeeds(Self.python, "-c", "import jax"), "Python has no jax"))
  func `a wrong custom_vjp of JAX is found, and the right one passes`() throws {
    try expect("scale_jax", finds: "has the wrong sign")
  }

  @Test(
    .enabled(if: Self.succeeds("cc", "--version"), "there is no C compiler"),
    arguments: [(["-std=c99"], 0), (["-std=c99", "-DWRONG"], 1), (["-x", "c++"], 0)]
      as [([String], Int32)])
  func `a wrong gradient in C is found, and the right one passes`(
    options: [String], status: Int32
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = folder.appending(path: "product").path
    let compiler = Process()
    compiler.executableURL = URL(filePath: "/usr/bin/env")
    compiler.arguments =
      ["cc"] + options + [
        "-Wall", "-Wextra", "-Werror", "-I", Self.resources, "\(Self.programs)/product.c", "-o",
        program,
        "-lm",
      ]
    try compiler.run()
    compiler.waitUntilExit()
    try #require(compiler.terminationStatus == 0)
    let run = try CommandProcess("gradcheck", ["exec", "--jacobian", "--", program])
    #expect(run.status == status, "\(run.output)\(run.errors)")
    if status == 1 { #expect(run.output.contains("x: 1 wrong of 3 entries")) }
  }

  // MARK: - Without a library

  static let hasPython = succeeds("python3", "--version")
  private static let square = ["python3", "\(programs)/square.py"]

  @Test(
    .enabled(if: Self.hasPython, "python3 is not there"),
    arguments: [
      (["exec"], 64, "Name the program after --"),
      (["exec", "--timeout", "0", "--", "x"], 64, "--timeout is a number of seconds above 0"),
      (["exec", "--", "no-such-program"], 65, "no such program in PATH"),
      (["exec", "--", "true"], 65, "has ended with exit code 0"),
      (["exec", "--"] + Self.square + ["dies"], 65, "exit code 7, twice,"),
      (["exec", "--"] + Self.square + ["refuses"], 65, "the program refuses to answer: not today"),
    ] as [([String], Int32, String)])
  func `what cannot be checked exits with its code and says why`(
    arguments: [String], status: Int32, words: String
  ) throws {
    let run = try CommandProcess("gradcheck", arguments)
    #expect(run.status == status)
    #expect(run.errors.contains(words), "\(run.errors)")
    #expect(run.output.isEmpty)
  }

  @Test(.enabled(if: Self.hasPython, "python3 is not there"))
  func `an interruption ends the program too`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: file) }
    func program() -> Int32? {
      (try? String(contentsOfFile: file, encoding: .utf8)).flatMap { Int32($0) }
    }
    let run = try CommandProcess(
      "gradcheck", ["exec", "--"] + Self.square + ["slow", file],
      when: { $0.isPrepared(for: SIGINT) && program() != nil })
    #expect(run.status == 130)
    let identifier = try #require(program())
    for _ in 0..<200 where kill(identifier, 0) == 0 { usleep(10_000) }
    #expect(kill(identifier, 0) != 0)
  }

  @Test(.enabled(if: Self.hasPython, "python3 is not there"))
  func `shards of a program join to the whole, and only the program that is named is run`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = ["--"] + Self.square + ["right"]
    let files = try (1...2).map { number in
      let path = folder.appending(path: "\(number).json").path
      let run = try CommandProcess(
        "gradcheck", ["exec", "--shard", "\(number)/2", "--output", path] + program)
      #expect(run.status == 0, "\(run.errors)")
      return path
    }
    let whole = try CommandProcess("gradcheck", ["exec", "--format", "json"] + program)
    let merged = try CommandProcess(
      "gradcheck", ["merge"] + files + ["--format", "json", "--exec"] + program.dropFirst())
    #expect(merged.output == whole.output && merged.status == 0, "\(merged.errors)")
    for other in [[], ["--exec", "python3", "other.py"]] {
      let run = try CommandProcess("gradcheck", ["merge"] + files + other)
      #expect(run.status == 65)
      #expect(
        run.errors.contains("if it is to be run, end the command with --exec python3"),
        "\(run.errors)")
    }
  }
}
