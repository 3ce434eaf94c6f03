import CustomLayers
import GradientCheckTesting
import GradientChecking
import Testing

/// The normalization in three lines, for those who have closures and no wish for a protocol.
private let rmsNorm = ClosureMap<Double>(
  [
    Variable("input", values: [0.5, -1.25, 2, 0.75]),
    Variable("gain", role: .parameter, values: [1, 0.5, -0.75, 2]),
  ],
  outputs: { p in RMSNorm(gain: p[1]).forward(p[0]) },
  pullback: { g, p in
    let gradients = RMSNorm(gain: p[1]).backward(g, input: p[0])
    return [gradients.input, gradients.gain]
  })

@Suite(.gradientChecks(.seed(3))) struct ClosureMapTests {
  @Test func gradients() {
    expectGradients(of: rmsNorm)
    expectGradients(of: rmsNorm, options: [.blocks("gain"), .jacobian])
  }

  @Test func printed() throws {
    let report = try #require(expectGradients(of: rmsNorm, options: [.tolerance(1e-3)]))
    #expect("\(report)".hasPrefix("PASS  the function\n  block  shape  checked"))
  }

  @Test func hessian() {
    // f = Σ xᵢ³     ∇f = 3x²     H·v = 6x·v
    expectHessian(
      of: { x in x.reduce(0) { $0 + $1 * $1 * $1 } }, gradient: { x in x.map { 3 * $0 * $0 } },
      hessianVector: { v, x in zip(v, x).map { 6 * $0 * $1 } }, at: [1, -2, 0.5])
  }
}
