import GradientCheckDifferentiation
import GradientCheckTesting
import GradientChecking
import Testing

@Suite("expectDerivative")
struct ExpectDerivativeTests {
  @Test func `right derivatives pass, at each argument`() {
    let report = expectDerivative(of: Elementary.hyperbolicCosine, at: [-2, 0, 0.5, 3])
    #expect(report?.isPassed == true && report?.blocks.map(\.shape) == [[4]])
    expectDerivative(of: { (x: Float) in x * x }, at: [-2, 0.5, 3])
    expectDerivative(of: Complex.square, at: [Complex(re: 1, im: 2), Complex(re: -0.5, im: 0.25)])
  }

  @Test func `one that ignores the cotangent is an issue, even at a single argument`() {
    for values in [[0.5], [0.5, 1, -2]] {
      let issues = recordedIssues {
        expectDerivative(of: Elementary.cosineOfOne, at: values, named: "cosh")
      }
      #expect(issues.count == 1)
      #expect(issues.first?.hasPrefix("cosh cannot be checked") == true, "\(issues)")
    }
  }

  @Test func `a wrong sign is an issue, in single precision`() {
    let issues = recordedIssues { expectDerivative(of: Elementary.wrongSine, at: [0.5, 2]) }
    #expect(issues.count == 1)
    #expect(issues.first?.hasPrefix("wrong gradient of the function: x[") == true, "\(issues)")
  }

  @Test func `a complex derivative without the conjugate is an issue`() {
    let issues = recordedIssues { expectDerivative(of: Complex.cube, at: [Complex(re: 1, im: 2)]) }
    #expect(issues.first?.contains("x[0].") == true, "\(issues)")
  }

  @Test func `another value than that of the plain call breaks a promise`() {
    let issues = recordedIssues { expectDerivative(of: Elementary.otherValue, at: [1]) }
    #expect(issues.first?.contains("the value with the pullback is that of the plain call") == true)
  }

  @Test func `a pullback that is right only once breaks a promise`() {
    let issues = recordedIssues { expectDerivative(of: Elementary.usedUp, at: [1]) }
    #expect(issues.first?.contains("a pullback may be called again") == true, "\(issues)")
  }
}
