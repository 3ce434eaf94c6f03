import GradientChecking
import Testing

@Suite("What print shows of a report")
struct GradientTextTests {
  @Test func `it is what the command shows`() throws {
    let report = try GradientChecker().check(
      ClosureMapTests.affine(Double.self) { $0.map { 2 * $0 } }, named: "affine")
    let lines = "\(report)".split(separator: "\n")
    #expect(lines.first == "FAIL  affine")
    #expect(lines.contains { $0.hasPrefix("  b      2") && $0.hasSuffix("WRONG") })
    #expect("\(report)" == GradientText().render(report))
  }
}
