import Foundation
import GradientChecking
import Testing

/// y = a·sin(x) with one a, and its double backward.
private struct Sine: TwiceDifferentiableMap {
  /// Whether the second pullback forgets that cos depends on x.
  var isForgetful = false

  let variables = [
    Variable("x", values: [0.4, -1.2, 2]), Variable("a", role: .parameter, values: [1.5]),
  ]

  func evaluate(at p: Point) -> Evaluation { Evaluation(p[0].map { p[1][0] * sin($0) }) }

  func pullback(of g: [Double], at p: Point) -> Point {
    Point([
      zip(g, p[0]).map { $0 * p[1][0] * cos($1) },
      [zip(g, p[0]).reduce(0) { $0 + $1.0 * sin($1.1) }],
    ])
  }

  // ⟨v, dx⟩ + w·da = Σ vᵢ·gᵢ·a·cos xᵢ + w·Σ gᵢ·sin xᵢ
  func secondPullback(
    of vector: Point, cotangent g: [Double], at p: Point
  ) -> (cotangent: [Double], point: Point) {
    let (v, w, x, a) = (vector[0], vector[1][0], p[0], p[1][0])
    return (
      x.indices.map { v[$0] * a * cos(x[$0]) + w * sin(x[$0]) },
      Point([
        x.indices.map {
          (isForgetful ? 0 : -v[$0] * g[$0] * a * sin(x[$0])) + w * g[$0] * cos(x[$0])
        },
        [x.indices.reduce(0) { $0 + v[$1] * g[$1] * cos(x[$1]) }],
      ])
    )
  }
}

@Suite("The derivative of a gradient")
struct PullbackMapTests {
  @Test func `a right double backward passes`() throws {
    let report = try GradientChecker().check(PullbackMap(of: Sine()), named: "double backward")
    #expect(report.isPassed)
    #expect(report.blocks.map(\.name) == ["cotangent", "x", "a"])
  }

  @Test func `a missing term is found in the block that lacks it`() throws {
    let report = try GradientChecker().check(
      PullbackMap(of: Sine(isForgetful: true)), named: "double backward")
    #expect(report.blocks.map(\.isPassed) == [true, false, true])
  }

  @Test func `a Hessian of several blocks is checked block by block`() throws {
    // f = Σ xᵢ²·a
    func map(_ factor: Double) -> HessianMap {
      HessianMap(
        [Variable("x", values: [1, -2]), Variable("a", values: [3])],
        gradient: { p in Point([p[0].map { 2 * $0 * p[1][0] }, [p[0].reduce(0) { $0 + $1 * $1 }]])
        },
        hessianVector: { v, p in
          Point([
            (0..<2).map { 2 * p[1][0] * v[0][$0] + factor * p[0][$0] * v[1][0] },
            [2 * (p[0][0] * v[0][0] + p[0][1] * v[0][1])],
          ])
        })
    }
    #expect(try GradientChecker().check(map(2), named: "Hessian").isPassed)
    let wrong = try GradientChecker().check(map(1), named: "Hessian")
    #expect(!wrong.isPassed)
    #expect(wrong.opinions.contains { $0.method == "pushforward" && $0.isAgainst })
  }
}
