import Testing

@testable import GradientChecking

@Suite("Difference formulas")
struct DifferenceMethodTests {
  /// The derivative of xⁿ at 2 by a formula.
  private func derivative(
    _ method: DifferenceMethod, ofDegree degree: Int, step: Double
  ) throws -> Double {
    func power(_ x: Double) -> Double { (0..<degree).reduce(1) { product, _ in product * x } }
    return try method.derivative(step: step) { power(2 + $0) - power(2) }
  }

  private func truth(_ degree: Int) -> Double {
    degree == 0 ? 0 : (1..<degree).reduce(Double(degree)) { product, _ in product * 2 }
  }

  @Test(
    "A formula is exact up to its degree and not beyond",
    arguments: [(DifferenceMethod.forward, 1), (.central, 2), (.fivePoint, 4)])
  func exactness(method: DifferenceMethod, degree: Int) throws {
    for n in 0...degree {
      // A power of 2 keeps the arithmetic exact.
      #expect(try derivative(method, ofDegree: n, step: 0.125) == truth(n) || n > 2)
      #expect(
        try (derivative(method, ofDegree: n, step: 0.125) - truth(n)).magnitude <= 1e-12)
    }
    let beyond = try derivative(method, ofDegree: degree + 1, step: 0.125) - truth(degree + 1)
    #expect(beyond.magnitude > 1e-4)
  }

  @Test(
    "The error falls with the power of the step that the formula promises",
    arguments: [(DifferenceMethod.forward, 2.0), (.central, 4), (.fivePoint, 16)])
  func order(method: DifferenceMethod, ratio: Double) throws {
    let coarse = try derivative(method, ofDegree: 9, step: 0.02) - truth(9)
    let fine = try derivative(method, ofDegree: 9, step: 0.01) - truth(9)
    #expect((coarse / fine - ratio).magnitude < 0.05 * ratio)
  }

  @Test(
    "The adaptive formula finds a good step from a bad one",
    .enabled(if: DifferenceMethod.adaptive.objection == nil, "this build is without GSL"),
    arguments: [1e-1, 1e-3, 1e-5])
  func adaptive(step: Double) throws {
    for degree in 0...6 {
      let value = try derivative(.adaptive, ofDegree: degree, step: step)
      #expect((value - truth(degree)).magnitude <= 1e-6 * max(1, truth(degree)))
    }
  }

  @Test("An error of the function is passed on", arguments: DifferenceMethod.available)
  func error(method: DifferenceMethod) {
    struct Failure: Error {}
    #expect(throws: Failure.self) {
      try method.derivative(step: 1e-3) { _ in throw Failure() }
    }
  }
}
