import Foundation
import GradientChecking
import LayerChecking
import Reporting
import Testing

/// The report that the README opens with is a real one.
@Suite struct FailingReportTests {
  private func report() throws -> GradientReport {
    try CheckSubject.mistaken.check(CheckConfiguration())
  }

  @Test func `a batch norm that takes its statistics for constants fails in the input alone`()
    throws
  {
    let report = try report()
    #expect(!report.isPassed)
    #expect(report.blocks.map(\.isPassed) == [false, true, true])
    #expect(report.blocks[0].count(of: .disagree) > 100)
  }

  @Test func `its report reads as stored`() throws {
    let text = GradientText().render(try report())
    try update("failing-report.txt", text)
    #expect(text == (try fixture("failing-report.txt")))
  }

  @Test func `the README shows that very report`() throws {
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    #expect(readme.contains(try fixture("failing-report.txt")))
  }
}

/// The package's folder.
let root = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The text of a stored expected output.
func fixture(_ name: String) throws -> String {
  try String(contentsOf: root.appending(path: "Fixtures/\(name)"), encoding: .utf8)
}

/// Stores `text` as expected from now on, where the environment says `UPDATE_FIXTURES=1`.
func update(_ name: String, _ text: String) throws {
  guard ProcessInfo.processInfo.environment["UPDATE_FIXTURES"] == "1" else { return }
  try text.write(to: root.appending(path: "Fixtures/\(name)"), atomically: true, encoding: .utf8)
}
