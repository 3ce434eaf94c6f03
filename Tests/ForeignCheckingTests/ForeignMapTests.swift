import Foundation
import GradientChecking
import Testing

@testable import ForeignChecking

/// A function in a Python program, checked.
@Suite(.enabled(if: Python.isThere, "python3 is not there"))
struct ForeignMapTests {
  private static let file = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Programs/square.py").path

  private func report(
    _ way: String, _ file: String = "", threads: Int = 1
  ) throws -> (GradientReport, [String]) {
    let program = ForeignProgram(["python3", Self.file, way, file])
    defer { program.end() }
    var configuration = CheckConfiguration()
    configuration.threads = threads
    let map = try ForeignMap(program, isConcurrent: threads > 1)
    return (try GradientChecker(configuration).check(map, named: "square"), map.warnings)
  }

  @Test func `a right gradient passes, and one instance or three come to the same`() throws {
    let (one, warnings) = try report("right")
    #expect(one.isPassed && warnings.isEmpty)
    #expect(try report("right", threads: 3).0.blocks == one.blocks)
  }

  @Test func `what dies once is started anew, and the report can say so`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: file) }
    let (report, warnings) = try report("dies once", file)
    #expect(report.isPassed)
    #expect(warnings.count == 1 && warnings[0].contains("exit code 7"))
    #expect(warnings[0].hasSuffix("it was started anew"))
  }

  @Test(arguments: [
    ("dies", "has ended with exit code 7, twice, when it was asked for the value at a point"),
    ("refuses", "not today"),
    ("few", "answers with 1 numbers, when asked for the value at a point, expected 3"),
  ])
  func `what is no function ends the check`(way: String, words: String) {
    let error = #expect(throws: (any Error).self) { try report(way) }
    #expect(error.map { "\($0)".contains(words) } == true)
  }

  @Test func `where a program refuses the function is not defined, and the other side decides`()
    throws
  {
    let (report, _) = try report("edge")
    #expect(report.isPassed, "\(report)")
  }

  @Test func `values that a program leaves open are drawn from the seed`() throws {
    let answer = try ForeignAnswer(
      Array(#"{"protocol":1,"blocks":[{"name":"x","shape":[4]}],"outputs":[]}"#.utf8))
    let values = try [0, 0, 1].map {
      try ForeignDescription(answer, numbers: nil, seed: $0).variables[0].values
    }
    #expect(values[0] == values[1] && values[0] != values[2])
    #expect(values.joined().allSatisfy { $0.isFinite && $0 != 0 })
  }
}

private enum Python {
  static let isThere = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .contains { FileManager.default.isExecutableFile(atPath: "\($0)/python3") }
}
