import CommandTesting
import Foundation
import Reporting
import Testing

/// What the command writes, and where.
@Suite struct OutputTests {
  @Test func `JSON on standard output is one complete document`() throws {
    let run = try CommandProcess(
      "gradcheck", ["--layer", "relu", "--loss", "mse", "--format", "json"])
    let document = try GradientDocument(json: Data(run.output.utf8))
    #expect(document.schema == 1)
    #expect(document.isComplete && document.isPassed)
    #expect(document.reports.count == 4)
  }

  @Test func `one seed gives one result, whatever the number of threads`() throws {
    let arguments = ["--layer", "stack", "--loss", "hinge", "--format", "json", "--seed", "7"]
    let runs = try ["1", "2", "3"].map {
      try GradientDocument(
        json: Data(
          CommandProcess(
            "gradcheck", arguments + ["--threads", $0]
          ).output.utf8)
      ).reports.map(\.blocks)
    }
    #expect(runs[0] == runs[1] && runs[0] == runs[2])
  }

  @Test func `another seed gives other numbers`() throws {
    let run = { (seed: String) in
      try CommandProcess(
        "gradcheck", ["--layer", "tanh", "--seed", seed]
      ).output
    }
    #expect(try run("1") != run("2"))
  }

  @Test func `a file is written whole, and the terminal stays quiet`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    let run = try CommandProcess(
      "gradcheck", ["--layer", "relu", "--format", "json", "--output", file.path])
    #expect(run.status == 0 && run.output.isEmpty)
    #expect(try GradientDocument(json: Data(contentsOf: file)).reports.count == 2)
  }

  @Test func `a pipe gets neither colors nor progress`() throws {
    let run = try CommandProcess("gradcheck", ["--all"])
    #expect(!run.output.contains("\u{1B}"))
    #expect(run.errors.isEmpty)
  }

  @Test func `no line is wider than 80 columns`() throws {
    for arguments in [
      ["--all"], ["--all", "-v"], ["--all", "-v", "--jacobian"], ["--mistaken", "--jacobian"],
      ["--list"], ["--layer", "elu", "--sweep"],
    ] {
      let lines = try CommandProcess(
        "gradcheck", arguments
      ).output.split(separator: "\n")
      #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines.filter { $0.count > 80 })")
    }
  }

  @Test func `every name of the list can be checked`() throws {
    let lines = try CommandProcess(
      "gradcheck", ["--list"]
    ).output.split(separator: "\n")
    var option = ""
    for line in lines {
      if let flag = line.firstMatch(of: /\((--[a-z]+)\)/) {
        option = String(flag.1)
      } else if option != "--model", let name = line.split(separator: " ").first {
        #expect(
          try CommandProcess(
            "gradcheck", [option, String(name)]
          ).status == 0)
      }
    }
    #expect(option == "--model")
  }
}

/// What the command does where it cannot write as asked.
@Suite struct WritingTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: "/dev/full"), "needs a device that is full"),
    arguments: [["--layer", "relu"], ["--layer", "relu", "--format", "json"], ["--list"]])
  func `a full device is an internal error, not a crash`(arguments: [String]) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let process = Process()
    process.executableURL = CommandProcess.executable("gradcheck")
    process.arguments = arguments
    process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 70)
    #expect(process.terminationReason == .exit)
  }

  @Test func `a dash is the terminal`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try CommandProcess("gradcheck", ["--layer", "relu", "--output", "-"], in: folder)
    #expect(run.status == 0 && run.output.hasSuffix("All 2 checks passed.\n"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test(arguments: ["", "folder/"])
  func `what names no file is refused before any work`(path: String) throws {
    let run = try CommandProcess("gradcheck", ["--layer", "relu", "--output", path])
    #expect(run.status == 64)
    #expect(run.errors.contains("name a file"))
  }
}
