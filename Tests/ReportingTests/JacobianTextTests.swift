import GradientChecking
import LayerChecking
import Reporting
import Testing

/// A report on a whole Jacobian says which output is wrong with respect to which value.
@Suite struct JacobianTextTests {
  /// Two outputs x₀ + 2x₁ + 3x₂, whose pullback adds an error to that of the second with respect to x₂.
  private struct Product: DifferentiableMap {
    let error: Double
    let variables = [Variable("x", values: [0.5, -1, 2])]

    func evaluate(at p: Point) -> Evaluation {
      let sum = p[0][0] + 2 * p[0][1] + 3 * p[0][2]
      return Evaluation([sum, sum])
    }

    func pullback(of u: [Double], at p: Point) -> Point {
      var gradient = (1...3).map { Double($0) * (u[0] + u[1]) }
      gradient[2] += error * u[1]
      return Point([gradient])
    }
  }

  private func text(error: Double) throws -> String {
    var configuration = CheckConfiguration()
    configuration.checksJacobian = true
    return GradientText().render(
      try GradientChecker(configuration).check(Product(error: error), named: "product"))
  }

  @Test func `what is right takes one sentence`() throws {
    #expect(
      try text(error: 0).contains(
        "\n  Jacobian: 6 entries ∂output/∂value, 6 not zero; none is wrong\n"))
  }

  @Test func `what is wrong is counted, placed and shown`() throws {
    let text = try text(error: 0.25)
    #expect(text.hasPrefix("FAIL  product\n"))
    #expect(
      text.contains(
        """
          Jacobian: 6 entries ∂output/∂value, 6 not zero; 1 wrong
          x: 1 wrong of 6 entries that are not zero, only of output[1] with respect to
          x[2]
            output  x       analytic
        """))
    #expect(text.contains("\n    [1]     [2]  3.25000e+00  3.00000e+00 ±"))
  }

  @Test func `no line is wider than 80 columns`() throws {
    var configuration = CheckConfiguration()
    configuration.checksJacobian = true
    let report = try CheckSubject.mistaken.check(configuration)
    for line in GradientText(isVerbose: true).render(report).split(separator: "\n") {
      #expect(line.count <= 80)
    }
  }
}
