import Foundation
import GSL
import GradientChecking
import Testing

@Suite("Second opinions")
struct SecondOpinionTests {
  /// Σ sin(xᵢ·x₀), with a gradient of which each entry is multiplied by a factor.
  private func specimen(_ factors: [Double]) -> Specimen {
    Specimen(
      at: [0.3, -1.2, 0.8], value: { x in x.reduce(0) { $0 + sin($1 * x[0]) } },
      gradient: { x in
        var gradient = x.map { x[0] * cos($0 * x[0]) }
        gradient[0] += x.reduce(0) { $0 + $1 * cos($1 * x[0]) }
        return zip(factors, gradient).map { $0 * $1 }
      })
  }

  @Test("A right gradient needs none")
  func right() throws { #expect(try report(on: specimen([1, 1, 1])).opinions.isEmpty) }

  @Test("The Taylor remainder falls with the step alone where the gradient is wrong")
  func taylor() throws {
    let opinion = try #require(report(on: specimen([1, 1.5, 1])).opinions.first)
    #expect(opinion.method == "Taylor remainder")
    #expect(opinion.isAgainst)
    #expect(opinion.finding.hasPrefix("falls with step^1.0"))
  }

  @Test("A multiple of a gradient is one itself, a gradient with one entry changed is none")
  func symmetry() throws {
    for (factors, isAgainst) in [([2.0, 2, 2], false), ([1, 1.5, 1], true)] {
      let opinions = try report(on: specimen(factors)).opinions
      let opinion = try #require(opinions.first { $0.method == "Hessian symmetry" })
      #expect(opinion.isAgainst == isAgainst)
    }
  }

  /// y = x², with a pushforward that a factor makes wrong.
  private struct Squares: ForwardDifferentiableMap {
    let factor: Double
    let variables = [Variable("x", values: [0.3, -1.2, 0.8])]
    func evaluate(at p: Point) -> Evaluation { Evaluation(p[0].map { $0 * $0 }) }
    func pullback(of u: [Double], at p: Point) -> Point {
      Point([zip(u, p[0]).map { 2 * $0 * $1 }])
    }
    func pushforward(of v: Point, at p: Point) -> [Double] {
      zip(v[0], p[0]).map { factor * 2 * $0 * $1 }
    }
  }

  @Test("A pushforward that is not the pullback's adjoint fails the check", arguments: [1, 1.001])
  func pushforward(factor: Double) throws {
    let report = try report(on: Squares(factor: factor))
    #expect(report.isPassed == (factor == 1))
    #expect(report.opinions.map(\.method) == ["pushforward"])
  }
}
