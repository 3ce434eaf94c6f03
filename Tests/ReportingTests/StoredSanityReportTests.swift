import Diagnostics
import Foundation
import Reporting
import TrainingReporting
import Testing

/// The sanity samples in `Reports/` are what the renderer makes of the documents beside them.
@Suite struct StoredSanityReportTests {
  private func document(_ name: String) throws -> SanityDocument {
    try SanityDocument(json: Data(contentsOf: root.appending(path: "Reports/\(name).json")))
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: root.appending(path: "Reports/\(name).txt"), encoding: .utf8)
  }

  static let samples = ["sanity-vgg11", "sanity-mlp-high-rate"]

  @Test(arguments: samples) func `reports read as stored`(name: String) throws {
    #expect(SanityText().render(try document(name).report) == (try text(name)))
  }

  @Test(arguments: samples) func `a document survives being written and read`(name: String) throws {
    let original = try document(name)
    let copy = try SanityDocument(json: original.json())
    // What is not a number is not even equal to itself.
    #expect(try copy.json() == original.json())
  }

  @Test(arguments: samples) func `colors are all that a terminal adds`(name: String) throws {
    let report = try document(name).report
    let colored = SanityText(style: .colored, isVerbose: true).render(report)
    let bare = colored.replacing(/\u{1B}\[[0-9]+m/, with: "")
    #expect(colored != bare)
    #expect(bare == SanityText(isVerbose: true).render(report))
  }

  @Test func `an interrupted report says so`() throws {
    var report = try document("sanity-vgg11").report
    report.isComplete = false
    #expect(SanityText().render(report).contains("Interrupted; the rest was not looked at.\n"))
  }
}
