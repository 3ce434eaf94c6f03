import GradientCheckTesting
import GradientChecking
import Testing

/// f = x₀²·x₁ + x₁³ with right and wrong Hessians.
@Suite("expectHessian")
struct ExpectHessianTests {
  private func value(_ x: [Double]) -> Double { x[0] * x[0] * x[1] + x[1] * x[1] * x[1] }

  private func gradient(_ x: [Double]) -> [Double] {
    [2 * x[0] * x[1], x[0] * x[0] + 3 * x[1] * x[1]]
  }

  private func hessianVector(_ v: [Double], _ x: [Double]) -> [Double] {
    [2 * x[1] * v[0] + 2 * x[0] * v[1], 2 * x[0] * v[0] + 6 * x[1] * v[1]]
  }

  @Test func `right ones pass`() {
    let reports = expectHessian(
      of: value, gradient: gradient, hessianVector: hessianVector, at: [1, -2])
    #expect(reports.map(\.isPassed) == [true, true])
    #expect(reports.map(\.subject) == ["the function", "the Hessian"])
  }

  @Test func `a wrong entry is an issue of the Hessian`() {
    let issues = recordedIssues {
      expectHessian(
        of: value, gradient: gradient,
        hessianVector: { v, x in [2 * x[1] * v[0], 2 * x[0] * v[0] + 6 * x[1] * v[1]] },
        at: [1, -2], "of mine")
    }
    #expect(issues.count == 1)
    #expect(
      issues.first.map { firstLine($0.message) }?.hasPrefix("wrong gradient of the Hessian: x[")
        == true)
    #expect(issues.first.map { firstLine($0.message) }?.hasSuffix(" - of mine") == true)
  }

  @Test func `a wrong gradient is told before its derivative`() {
    let issues = recordedIssues {
      expectHessian(
        of: value, gradient: { $0 }, hessianVector: { v, _ in v }, at: [1, -2])
    }
    #expect(
      issues.map { firstLine($0.message) }.first?.hasPrefix("wrong gradient of the function")
        == true)
    #expect(issues.count == 1)
  }

  @Test func `in XCTest's form they are the same`() {
    XCTAssertHessian(of: value, gradient: gradient, hessianVector: hessianVector, at: [1, -2])
    let issues = recordedIssues {
      XCTAssertHessian(of: value, gradient: gradient, hessianVector: { v, _ in v }, at: [1, -2])
    }
    #expect(issues.count == 1)
  }
}
