import Foundation
import GradientChecking
import Testing

@testable import GradientCheckTesting

/// What options change, each with a gradient that fails without it.
@Suite("Options of a check")
struct CheckOptionTests {
  /// Σ xᵢ² with a gradient that is off by one part in a thousand at its last value.
  private func nearlyRight(_ x: [Double]) -> (value: Double, gradient: [Double]) {
    var gradient = x.map { 2 * $0 }
    gradient[x.count - 1] *= 1.001
    return (x.reduce(0) { $0 + $1 * $1 }, gradient)
  }

  private let percent = WeightedSquares(mistake: .percent)

  @Test func `a tolerance accepts what is wrong by less, and nothing else`() throws {
    let report = try #require(
      expectGradients(of: nearlyRight, at: [1, 2, 3], options: [.tolerance(2e-3)]))
    #expect(!report.isPassed)
    #expect(
      recordedIssues {
        expectGradients(of: nearlyRight, at: [1, 2, 3], options: [.tolerance(5e-4)])
      }.count == 1)
    expectGradients(of: percent, options: [.tolerance(0.02)])
    #expect(
      recordedIssues {
        expectGradients(of: WeightedSquares(mistake: .sign), options: [.tolerance(0.02)])
      }.count == 1)
  }

  @Test func `a tolerance does not excuse a broken promise, a jump, or what cannot be seen`() {
    for mistake in [WeightedSquares.Mistake.size, .notANumber, .thrown] {
      #expect(
        recordedIssues {
          expectGradients(of: WeightedSquares(mistake: mistake), options: [.tolerance(1e6)])
        }.count == 1)
    }
    #expect(
      recordedIssues {
        expectGradients(
          of: { $0[0] < 0 ? 0 : 1 }, gradient: { _ in [0] }, at: [0], options: [.tolerance(1e6)])
      }.count == 1)
  }

  @Test func `a tolerance that is none is refused`() {
    for tolerance in [-1, Double.nan, .infinity] {
      let issues = recordedIssues {
        expectGradients(of: percent, options: [.tolerance(tolerance)])
      }
      #expect(
        issues.map(\.message).first?
          .hasPrefix("WeightedSquares cannot be checked so: tolerance is finite") == true)
    }
  }

  @Test func `only the named blocks are checked`() throws {
    let report = expectGradients(of: percent, options: [.blocks("x")])
    #expect(try #require(report).blocks.map(\.name) == ["x"])
    let wrong = recordedIssues { expectGradients(of: percent, options: [.blocks("weight")]) }
    #expect(wrong.count == 1)
    let unknown = recordedIssues { expectGradients(of: percent, options: [.blocks("bias")]) }
    #expect(
      unknown.map(\.message) == [
        "WeightedSquares cannot be checked so: there is no block \"bias\"; there are x, weight"
      ])
  }

  @Test func `a check of contracts compares no derivative`() throws {
    let report = try #require(expectGradients(of: percent, options: [.contractsOnly]))
    #expect(report.blocks.isEmpty && report.probes.count > 5)
    let broken = recordedIssues {
      expectGradients(of: WeightedSquares(mistake: .size), options: [.contractsOnly])
    }
    #expect(broken.count == 1)
  }

  @Test func `the rest reaches the configuration, the later before the earlier`() throws {
    let plan = CheckPlan(
      nil, [.seed(1), .samples(7), .exhaustive, .jacobian, .accuracy(1e-6), .step(1e-4), .seed(3)])
    let configuration = plan.configuration
    #expect(configuration.seed == 3 && configuration.samplesPerBlock == 7)
    #expect(configuration.isExhaustive && configuration.checksJacobian)
    #expect(configuration.accuracy == 1e-6 && configuration.step == 1e-4)
  }

  // MARK: - The trait

  @Suite("The trait", .gradientChecks(.seed(11), .samples(9)))
  struct TraitTests {
    @Test func `a suite's holds in its tests`() {
      #expect(CheckPlan().configuration.seed == 11)
      #expect(expectGradients(of: WeightedSquares())?.configuration.samplesPerBlock == 9)
    }

    @Test(.gradientChecks(.seed(12))) func `a test's adds to it`() {
      #expect(CheckPlan().configuration.seed == 12)
      #expect(CheckPlan().configuration.samplesPerBlock == 9)
    }

    @Test func `an assertion's options and configuration come before it`() {
      #expect(CheckPlan(nil, [.seed(13)]).configuration.seed == 13)
      var configuration = CheckConfiguration()
      configuration.samplesPerBlock = 5
      #expect(CheckPlan(configuration).configuration.seed == 0)
      #expect(CheckPlan(configuration, [.seed(2)]).configuration.samplesPerBlock == 5)
    }
  }
}
