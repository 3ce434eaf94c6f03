import GradientCheckTesting
import GradientChecking
import Testing

/// `expectGradients` where it is at home.
@Suite("expectGradients")
struct ExpectGradientsTests {
  @Test("Wrong gradients are issues", arguments: Specimen.all.indices)
  func wrong(index: Int) {
    let specimen = Specimen.all[index]
    var report: GradientReport?
    let issues = recordedIssues { report = specimen.expectInSwiftTesting() }
    #expect(issues.map { firstLine($0.message) } == [specimen.headline])
    #expect(report?.isPassed != true)
  }

  @Test("Right gradients pass silently")
  func right() throws {
    let reports = [
      expectGradients(of: WeightedSquares()),
      expectGradients(of: WeightedSquares(), at: Point([[1, 2, 3], [6, 5, 4, 3, 2, 1]])),
      expectGradients(of: Growth(at: [1, 2]), at: [-1, 0.5]),
      expectGradients(of: sumOfCubes, gradient: threeSquares, at: [1, 2, 3]),
      expectGradients(of: cubes, at: [1, 2, 3, 4], shape: [2, 2]),
      expectGradients(of: .concurrent(at: [1, 2], value: sumOfCubes, gradient: threeSquares)),
      expectGradients(of: { x in (x[0] * x[1], [x[1], x[0]]) }, at: [1, 2]),
    ]
    for report in reports { #expect(try #require(report).isPassed) }
  }

  @Test("The issue stands where the expectation does, and ends its first line with the comment")
  func place() {
    let issues = recordedIssues {
      expectGradients(of: wrongCubes, at: [1], "of cubes")
    }
    #expect(issues.map(\.line) == [#line - 2])
    #expect(
      issues.map(\.message) == [
        """
        wrong gradient of the function: x[0] is 6 analytically, 3 numerically (relative error 0.5; \
        wrong); the gradient of x is exactly twice as large as it should be: look for a term \
        that is counted twice, or a 2 from a square that was ½ before - of cubes
          x: wrong at 1 of 1 checked coordinates
          Taylor remainder falls with step^1.0; with a right gradient, step^2
          reproduce with seed 0, step 1e-05
        """
      ])
  }

  @Test("XCTAssertGradients records an issue in a test of Swift Testing", arguments: [1, 2])
  func mixed(argument: Int) async {
    await Task { @MainActor in
      let issues = recordedIssues {
        XCTAssertGradients(of: wrongCubes, at: [Double(argument)])
      }
      #expect(issues.map(\.line) == [#line - 2])
      #expect(issues.allSatisfy { $0.message.contains("x[0] is ") })
    }.value
  }
}
