import CommandTesting
import Foundation
import Testing

/// A loop as tutorials have it, under the recorder: whole, and broken in five ways.
///
/// The Python is that of the environment variable PYTHON, else python3.
@Suite(
  .enabled(
    if: Python.run(["-c", "import torch"]) == 0, "PYTHON, or python3, has no torch"))
struct PyTorchLoopTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "../.."
  ).standardized

  @Test(arguments: [
    ("none", ""), ("zero", "S406"), ("softmax", "S306"), ("head", "S401"), ("sorted", "S006"),
    ("rate", "S501"),
  ])
  func `each fault gets its name`(way: String, code: String) throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).jsonl")
      .path
    defer { try? FileManager.default.removeItem(atPath: file) }
    let loop = Self.root.appending(path: "Tests/sanityTests/PyTorch/loop.py").path
    let recorder = Self.root.appending(path: "Sources/Diagnostics/Diagnostics.docc").path
    #expect(Python.run([loop, recorder, file, way]) == 0)
    let run = try CommandProcess("sanity", ["read", file])
    #expect(run.status == (code.isEmpty ? 0 : 1), "\(run.output)\(run.errors)")
    let first = run.output.firstMatch(of: #/  (?:FAIL|WARN)  (S[0-9]+)/#)
    #expect(first.map { String($0.1) } ?? "" == code, "\(run.output)")
  }
}
