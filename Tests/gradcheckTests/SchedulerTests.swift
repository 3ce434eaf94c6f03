import CommandTesting
import Foundation
import Testing

/// The recipes for checks on several machines, as they are documented.
@Suite struct SchedulerTests {
  private static let article = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Sources/Reporting/Reporting.docc/Shards.md").standardized

  /// The commands of the recipe under a heading: its first block, or a later one.
  private func recipe(_ heading: String, _ number: Int = 1) throws -> String {
    let text = try String(contentsOf: Self.article, encoding: .utf8)
    let section = try #require(text.split(separator: "## \(heading)\n").dropFirst().first)
    let block = try #require(section.split(separator: "```sh\n").dropFirst(number).first)
    return String(try #require(block.split(separator: "```").first))
  }

  @Test(.enabled(if: ExecTests.succeeds("parallel", "--will-cite", "--version"), "no GNU parallel"))
  func `GNU parallel measures the shards, and a lost or repeated one is named`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let begin = "set -e; cd '\(folder.path)'; export PATH=\"$(dirname \"$0\"):$PATH\""
    let run = try CommandProcess("gradcheck", shell: "\(begin)\n\(try recipe("GNU parallel"))")
    #expect(run.status == 0, "\(run.output.suffix(500))\(run.errors)")
    #expect(run.output == (try CommandProcess("gradcheck", ["--all"]).output))

    let files = (1...4).map { folder.appending(path: "\($0).json").path }
    let lost = try CommandProcess("gradcheck", ["merge"] + files.dropLast())
    #expect(lost.status == 65 && lost.errors.contains("missing: shard 4/4"), "\(lost.errors)")
    let repeated = try CommandProcess("gradcheck", ["merge"] + files + [files[1]])
    #expect(repeated.status == 65 && repeated.errors.contains("shard 2/4 is there twice"))
  }

  @Test(.enabled(if: ExecTests.succeeds("bash", "-c", "sinfo -h | grep -q idle"), "no idle Slurm"))
  func `a job array of Slurm measures the shards`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // The same, of what takes no hours.
    let job = try recipe("Slurm").replacing("--model vgg11 --exhaustive", with: "--mistaken")
    try Data(job.utf8).write(to: folder.appending(path: "check.sh"))
    let begin = "cd '\(folder.path)'; export PATH=\"$(dirname \"$0\"):$PATH\""
    let submission = try recipe("Slurm", 2).replacing("--dependency", with: "--wait --dependency")
    let run = try CommandProcess("gradcheck", shell: "\(begin)\n\(submission)")
    // That of the merge: the mistake was found.
    #expect(run.status == 1, "\(run.output)\(run.errors)")
    let page = try String(
      contentsOf: folder.appending(path: "report.html"), encoding: .utf8)
    #expect(page.contains("The gradient of input lacks the terms of μ and v."))
  }
}
