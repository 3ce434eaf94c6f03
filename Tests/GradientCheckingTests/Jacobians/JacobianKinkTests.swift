import GSL
import Testing

@testable import GradientChecking

@Suite("Jacobian on kinks")
struct JacobianKinkTests {
  /// yⱼ = relu(xⱼ) + xⱼ₊₁, the slope of relu at 0 being `atZero`.
  private func map(
    at x: [Double], atZero: Double = 0, isTraced: Bool = true,
    error: @escaping @Sendable (Int) -> Double = { _ in 0 }
  ) -> VectorSpecimen {
    VectorSpecimen(
      at: x,
      output: { x in x.indices.map { relu(x[$0]) + x[($0 + 1) % x.count] } },
      pullback: { u, x in
        x.indices.map { i -> Double in
          let slope = x[i] > 0 ? 1 : x[i] < 0 ? 0 : atZero
          return u[i] * (slope + error(i)) + u[(i + x.count - 1) % x.count]
        }
      },
      branches: isTraced ? { @Sendable x in x.map { sign(of: $0) } } : nil)
  }

  private func check(_ map: VectorSpecimen) throws -> (JacobianReport, GradientReport) {
    let report = try report(on: map) { $0.checksJacobian = true }
    return (try #require(report.blocks[0].jacobian), report)
  }

  @Test(
    "Every slope between those of the two sides is right", arguments: [0, 0.3, 1], [true, false])
  func subgradient(slope: Double, isTraced: Bool) throws {
    let (jacobian, report) = try check(
      map(at: [1.5, 0, -0.7, 0], atZero: slope, isTraced: isTraced))
    #expect(report.isPassed)
    #expect(jacobian.wrong == 0 && jacobian.count(of: .inconclusive) == 0)
    #expect(jacobian.count(of: .subgradient) == 2)
  }

  @Test("One that lies beyond both is wrong, and named", arguments: [true, false])
  func beyond(isTraced: Bool) throws {
    let (jacobian, report) = try check(
      map(at: [1.5, 0, -0.7, 2], atZero: 1.2, isTraced: isTraced))
    #expect(!report.isPassed && !jacobian.isPassed)
    #expect(jacobian.count(of: .disagree) == 1)
    #expect(jacobian.worst[0].output == [1] && jacobian.worst[0].index == [1])
  }

  @Test(
    "A step that crosses a kink is shrunk", arguments: [3e-6, -3e-6, 1e-8, -1e-9], [true, false])
  func crossing(x: Double, isTraced: Bool) throws {
    let right = try check(map(at: [1.5, x, -0.7], isTraced: isTraced))
    #expect(right.1.isPassed && right.0.wrong == 0)
    let wrong = try check(
      map(at: [1.5, x, -0.7], isTraced: isTraced, error: { $0 == 1 ? 1e-3 : 0 }))
    #expect(!wrong.1.isPassed && !wrong.0.isPassed)
    #expect(wrong.0.worst.map(\.output) == [[1]])
  }
}
