import CommandTesting
import Foundation
import Testing

/// Recorded gradients, compared from the command line.
@Suite struct CompareTests {
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Fixtures/named-tensors").standardized.path

  /// Three tensors of two of the files hold what is no number, on purpose.
  @Test(arguments: [
    ("arrays.npz", "3 of 18 tensors in common differ."),
    ("tensors.safetensors", "3 of 19 tensors in common differ."),
    ("array.npy", "The tensor agrees."),
  ])
  func `a file agrees with itself, but for what is no number`(name: String, words: String) throws {
    let path = "\(Self.fixtures)/\(name)"
    let run = try CommandProcess("gradcheck", ["compare", "--tolerance", "0", path, path])
    #expect(run.status == (words == "The tensor agrees." ? 0 : 1), "\(run.errors)")
    #expect(run.output.contains(words), "\(run.output)")
  }

  @Test func `files without a common name differ`() throws {
    let run = try CommandProcess(
      "gradcheck",
      [
        "compare", "\(Self.fixtures)/array.npy", "\(Self.fixtures)/arrays.npz", "--format", "json",
      ])
    #expect(run.status == 1)
    #expect(run.output.contains("\"missingInOurs\"") && run.output.contains("\"isPassed\" : false"))
  }

  @Test(
    arguments: [
      (["compare"], 64, "Missing expected argument"),
      (["compare", "a.npy", "b.npy"], 65, "No such file"),
      (["compare", "a.txt", "b.npy"], 65, ".npy, .npz and .safetensors are read"),
      (["compare", "--tolerance", "2", "a.npy", "b.npy"], 64, "--tolerance is from 0 on"),
    ] as [([String], Int32, String)])
  func `bad usage and bad input say what to do`(
    arguments: [String], status: Int32, words: String
  ) throws {
    let run = try CommandProcess("gradcheck", arguments)
    #expect(run.status == status)
    #expect(run.errors.contains(words), "\(run.errors)")
  }
}
