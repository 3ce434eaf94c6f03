import GradientCheckTesting
import GradientChecking
import Testing

struct Scale: DifferentiableMap {
  let variables = [
    Variable("x", values: [1, -2, 3]), Variable("s", role: .parameter, values: [0.5]),
  ]
  func evaluate(at p: Point) -> Evaluation { Evaluation(p[0].map { p[1][0] * $0 }) }
  func pullback(of g: [Double], at p: Point) -> Point {
    Point([g.map { p[1][0] * $0 }, [zip(g, p[0]).reduce(0) { $0 + $1.0 * $1.1 }]])
  }
}

@Test func scales() {
  /// y = s·x for a vector x and a scalar s.
  let scale = ClosureMap<Double>(
    [Variable("x", values: [1, -2, 3]), Variable("s", role: .parameter, values: [0.5])],
    outputs: { p in p[0].map { p[1][0] * $0 } },
    pullback: { g, p in [g.map { p[1][0] * $0 }, [zip(g, p[0]).reduce(0) { $0 + $1.0 * $1.1 }]] })

  expectGradients(of: scale, options: [.blocks("s"), .exhaustive])
  expectGradients(of: Scale())
}
