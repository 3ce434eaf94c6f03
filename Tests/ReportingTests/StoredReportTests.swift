import Foundation
import GradientChecking
import Reporting
import Testing

/// The samples in `Reports/` are what the renderers make of the documents beside them.
@Suite struct StoredReportTests {
  private func document(_ name: String) throws -> GradientDocument {
    try GradientDocument(json: Data(contentsOf: root.appending(path: "Reports/\(name).json")))
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: root.appending(path: "Reports/\(name).txt"), encoding: .utf8)
  }

  @Test func `gradient reports read as stored`() throws {
    let reports = try document("gradcheck-batchnorm").reports
    let renderer = GradientText()
    let rendered =
      reports.map { renderer.render($0) + "\n" }.joined() + renderer.summary(reports)
    #expect(rendered == (try text("gradcheck-batchnorm")))
  }

  @Test func `sweeps read as stored`() throws {
    let sweeps = try document("gradcheck-sweep-tanh").sweeps
    let rendered = sweeps.map { SweepText().render($0) + "\n" }.joined()
    #expect(rendered == (try text("gradcheck-sweep-tanh")))
  }

  @Test func `a document survives being written and read`() throws {
    let original = try document("gradcheck-batchnorm")
    #expect(try GradientDocument(json: original.json()) == original)
  }

  @Test func `colors are all that a terminal adds`() throws {
    for report in try document("gradcheck-batchnorm").reports {
      let colored = GradientText(style: .colored, isVerbose: true).render(report)
      let bare = colored.replacing(/\u{1B}\[[0-9]+m/, with: "")
      #expect(colored != bare)
      #expect(bare == GradientText(isVerbose: true).render(report))
    }
  }

  @Test func `numbers that are not finite can be written and read`() throws {
    let function = ClosureFunction(
      at: [1], value: { _ in 1 }, gradient: { _ in [.infinity] })
    let report = try GradientChecker().check(function, named: "infinite")
    let sweep = try StepSweep(
      of: function, named: "infinite", method: .central, seed: 0)
    let document = GradientDocument(reports: [report], sweeps: [sweep], blas: "none")
    let read = try GradientDocument(json: document.json())
    #expect(!read.isPassed)
    #expect(read.reports[0].probes == report.probes)
  }

  @Test func `a block that jumps is wrong, whatever else in it is open`() throws {
    let function = ClosureFunction(
      at: [0, 0], value: { ($0[0] >= 0 ? 1 : 0) + $0[1].squareRoot() }, gradient: { _ in [0, 1] })
    let report = try GradientChecker().check(function, named: "step")
    #expect(report.blocks[0].count(of: .jump) == 1)
    #expect(GradientText().render(report).contains(/x +2 +2\/2 .*WRONG\n/))
  }
}
