import Foundation
import GradientChecking
import Testing

@Suite("Maps made of others")
struct CompositeMapTests {
  /// sin(3·x), each half with a gradient that a factor makes wrong.
  private struct Chain: CompositeMap {
    let outer: Double
    let inner: Double
    let variables = [Variable("x", values: [0.3, -1.2, 0.8])]

    func evaluate(at p: Point) -> Evaluation { Evaluation(p[0].map { sin(3 * $0) }) }
    func pullback(of u: [Double], at p: Point) -> Point {
      Point([zip(u, p[0]).map { $0 * outer * inner * 3 * cos(3 * $1) }])
    }
    func parts(at p: Point, cotangent: [Double]) -> [MapPart] {
      let (outer, inner) = (outer, inner)
      let triple = VectorSpecimen(
        at: p[0], output: { $0.map { 3 * $0 } }, pullback: { u, _ in u.map { inner * 3 * $0 } })
      let sine = VectorSpecimen(
        at: p[0].map { 3 * $0 }, output: { $0.map { sin($0) } },
        pullback: { u, y in zip(u, y).map { outer * $0 * cos($1) } })
      let gradient = sine.pullback(of: cotangent, at: Point([p[0].map { 3 * $0 }]))
      return [
        MapPart("triple", triple, cotangent: gradient[0]),
        MapPart("sine", sine, cotangent: cotangent),
      ]
    }
  }

  @Test("A failure names the part, and only that")
  func culprit() throws {
    for (outer, inner, culprits) in [
      (1.0, 1.0, []), (1.01, 1, ["sine"]), (1, 1.01, ["triple"]), (2, 0.5, ["triple", "sine"]),
    ] as [(Double, Double, [String])] {
      let report = try report(on: Chain(outer: outer, inner: inner))
      #expect(report.isPassed == culprits.isEmpty)
      #expect(report.parts.filter { !$0.isPassed }.map(\.subject) == culprits)
      #expect(report.parts.count == 2)
    }
  }
}
