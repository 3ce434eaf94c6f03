import Elementary
import Foundation
import GradientCheckDifferentiation
import Reporting
import Testing

extension Line: CoordinatedStruct {
  public static var parts: [Part<Self>] { [Part(\.slope, \.slope), Part(\.offsets, \.offsets)] }
}

@Suite struct ElementaryTests {
  @Test func hyperbolicCosine() {
    expectDerivative(of: Elementary.hyperbolicCosine, at: [-2, 0, 0.5, 3])
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["WITH_WRONG_GRADIENT"] != nil))
  func hyperbolicSine() {
    expectDerivative(of: Elementary.hyperbolicSine, at: [0.5], named: "sinh")
  }

  @Test func line() {
    expectGradients(
      of: { (line: Line, x: Double) in line(x) }, at: Line(slope: 2, offsets: [1, -3]), 0.5)
  }

  /// The checks of a package on one page, in `.build/elementary.html`.
  @Test func page() throws {
    let reports = [
      expectDerivative(
        of: Elementary.hyperbolicCosine, at: [-2, 0, 0.5, 3], named: "hyperbolicCosine"),
      expectGradients(
        of: { (line: Line, x: Double) in line(x) }, at: Line(slope: 2, offsets: [1, -3]), 0.5,
        named: "Line"),
    ]
    try GradientDocument(reports: reports.compactMap { $0 }).write(to: ".build/elementary.html")
    let page = try String(contentsOf: URL(filePath: ".build/elementary.html"), encoding: .utf8)
    #expect(page.contains("All 2 checks passed") && page.contains("hyperbolicCosine"))
  }
}
