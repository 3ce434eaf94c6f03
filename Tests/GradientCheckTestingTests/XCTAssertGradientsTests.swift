import GradientCheckTesting
import GradientChecking
import Testing
import XCTest

/// `XCTAssertGradients` where it is at home.
final class XCTAssertGradientsTests: FailureCapturingTestCase {
  func testWrongGradientsFailTheTest() {
    for specimen in Specimen.all {
      var report: GradientReport?
      let failures = failures { report = specimen.assertInXCTest() }
      XCTAssertEqual(
        failures.map { firstLine($0.message) }, [specimen.headline], specimen.description)
      XCTAssertNotEqual(report?.isPassed, true, specimen.description)
    }
  }

  func testRightGradientsPassSilently() throws {
    let reports = [
      XCTAssertGradients(of: WeightedSquares()),
      XCTAssertGradients(of: WeightedSquares(), at: Point([[1, 2, 3], [6, 5, 4, 3, 2, 1]])),
      XCTAssertGradients(of: Growth(at: [1, 2]), at: [-1, 0.5]),
      XCTAssertGradients(of: sumOfCubes, gradient: threeSquares, at: [1, 2, 3]),
      XCTAssertGradients(of: cubes, at: [1, 2, 3, 4], shape: [2, 2]),
      XCTAssertGradients(of: .concurrent(at: [1, 2], value: sumOfCubes, gradient: threeSquares)),
      XCTAssertGradients(of: { x in (x[0] * x[1], [x[1], x[0]]) }, at: [1, 2]),
    ]
    for report in reports { XCTAssertTrue(try XCTUnwrap(report).isPassed) }
  }

  func testTheFailureStandsWhereTheAssertionDoes() {
    let failures = failures {
      XCTAssertGradients(of: wrongCubes, at: [1])
    }
    XCTAssertEqual(failures.map(\.line), [#line - 2])
    XCTAssertEqual(failures.map(\.file), [#filePath])
  }

  func testTheMessageEndsTheFirstLine() {
    var questions = 0
    func message() -> String {
      questions += 1
      return "of cubes"
    }
    let failures = failures { XCTAssertGradients(of: wrongCubes, at: [1], message()) }
    XCTAssertEqual(
      failures.map { $0.message.prefix { $0 != "\n" } },
      [
        """
        wrong gradient of the function: x[0] is 6 analytically, 3 numerically (relative error 0.5; \
        wrong); the gradient of x is exactly twice as large as it should be: look for a term \
        that is counted twice, or a 2 from a square that was ½ before - of cubes
        """
      ])
    XCTAssertGradients(of: cubes, at: [1], message())
    XCTAssertEqual(questions, 1, "nobody asks for a message where nothing fails")
  }

  func testTheConfigurationIsUsed() {
    var configuration = CheckConfiguration()
    configuration.seed = 7
    configuration.step = 1e-4
    let failures = failures {
      XCTAssertGradients(of: wrongCubes, at: [1], configuration: configuration)
    }
    XCTAssertEqual(
      failures.map { $0.message.hasSuffix("reproduce with seed 7, step 0.0001") }, [true])
    XCTAssertEqual(
      XCTAssertGradients(of: cubes, at: [1], configuration: configuration)?.configuration,
      configuration)
  }

  func testExpectGradientsFailsATestOfXCTest() {
    let failures = failures {
      expectGradients(of: wrongCubes, at: [1], "of cubes")
    }
    XCTAssertEqual(failures.map(\.line), [#line - 2])
    XCTAssertEqual(failures.map(\.file), [#filePath])
    XCTAssertEqual(
      failures.map { firstLine($0.message) },
      [
        "wrong gradient of the function: x[0] is 6 analytically, 3 numerically (relative error 0.5; "
          + "wrong); the gradient of x is exactly twice as large as it should be: look for a term that "
          + "is counted twice, or a 2 from a square that was ½ before - of cubes"
      ])
  }

  func testAnotherThreadFailsTheTestToo() {
    let failures = failures {
      DispatchQueue.concurrentPerform(iterations: 2) { _ in
        XCTAssertGradients(of: WeightedSquares(mistake: .sign))
      }
    }
    XCTAssertEqual(failures.count, 2)
  }
}
