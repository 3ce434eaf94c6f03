import GradientChecking
import Testing

@testable import GradientCheckTesting

@Suite("What a check comes to")
struct OutcomeTests {
  private let plan = CheckPlan()

  private func headline(_ map: some DifferentiableMap, at point: Point) -> String? {
    Outcome(of: map, at: point, plan).failure?.headline
  }

  @Test("A point with another number of blocks is refused")
  func blocks() {
    #expect(
      headline(WeightedSquares(), at: Point([[1, 2, 3]]))
        == "the number of blocks of the point is 1, that of the variables of WeightedSquares is 2: "
        + "x, weight")
  }

  @Test("A point with another number of values is refused")
  func values() {
    #expect(
      headline(WeightedSquares(), at: Point([[1, 2, 3], [1]]))
        == "the number of values of the point for weight is 1, that of WeightedSquares is 6, of "
        + "shape [2, 3]")
  }

  @Test("A shape that is not the point's is refused", arguments: [[2, 2], [-3, -1], []])
  func shape(extents: [Int]) {
    let outcome = Outcome(at: [1, 2, 3], shape: extents, plan) {
      ClosureFunction(at: [1, 2, 3], valueWithGradient: cubes)
    }
    #expect(
      outcome.failure?.headline
        == "the shape \(extents) does not hold the 3 values of the point")
    #expect(outcome.report == nil)
  }

  @Test("A check of nothing is no proof")
  func empty() {
    #expect(
      headline(Growth(at: []), at: Point([[]]))
        == "nothing to check: Growth has no variable with a value")
  }

  @Test("A check that a limit ended is a failure, however right what was examined is")
  func limited() {
    for limit in [5, 1_000_000] {
      var plan = plan
      plan.configuration.evaluationLimit = limit
      let outcome = Outcome(at: [1, 2, 3, 4, 5, 6, 7, 8, 9], shape: nil, plan) {
        ClosureFunction(
          at: [1, 2, 3, 4, 5, 6, 7, 8, 9], value: sumOfCubes, gradient: threeSquares)
      }
      #expect((outcome.failure == nil) == (limit > 5))
      if limit == 5 {
        #expect(
          outcome.failure?.headline.hasPrefix(
            "the check of the function was not finished: the limit of evaluations came after ")
            == true)
      }
    }
    var plan = plan
    plan.configuration.timeLimit = .zero
    let outcome = Outcome(at: [1, 2, 3], shape: nil, plan) {
      ClosureFunction(at: [1, 2, 3], value: sumOfCubes, gradient: threeSquares)
    }
    #expect(outcome.failure?.headline.contains("the time limit came after 0 of 4") == true)
  }

  @Test("A map that can describe itself is called by its description")
  func description() {
    struct Named: DifferentiableMap, CustomStringConvertible {
      let variables: [Variable] = []
      var description: String { "Dense(3 → 4)" }
      func evaluate(at point: Point) -> Evaluation { Evaluation([1]) }
      func pullback(of cotangent: [Double], at point: Point) -> Point { Point([]) }
    }
    #expect(Outcome(of: Named(), at: nil, plan).report?.subject == "Dense(3 → 4)")
  }

  @Test("One wrong entry among thousands fails, sampled or not", arguments: [0, 2_000, 3_210])
  func needle(position: Int) {
    let outcome = Outcome(at: [Double](repeating: 1, count: 5_000), shape: nil, plan) {
      ClosureFunction(
        at: [Double](repeating: 1, count: 5_000), value: sumOfCubes,
        gradient: { x in
          var gradient = threeSquares(x)
          gradient[position] = 2
          return gradient
        })
    }
    #expect(outcome.failure?.headline.hasPrefix("wrong gradient of the function: x") == true)
  }

  @Test("A kink is no mistake, a slope beyond both of its sides is", arguments: [0, 0.5, 1, -0.1])
  func kink(slope: Double) {
    let outcome = Outcome(at: [0], shape: nil, plan) {
      ClosureFunction(at: [0], value: { max(0, $0[0]) }, gradient: { _ in [slope] })
    }
    #expect((outcome.failure == nil) == (0...1).contains(slope))
  }

  @Test("A jump has no derivative")
  func jump() {
    let outcome = Outcome(at: [0], shape: nil, plan) {
      ClosureFunction(at: [0], value: { $0[0] < 0 ? 0 : 1 }, gradient: { _ in [0] })
    }
    #expect(
      outcome.failure?.headline
        == "the function has no derivative at x[0]: the function jumps by 1 here, however small the "
        + "step")
  }

  @Test(
    "An error beside the point says that the function is not defined there", arguments: [1.0, 2])
  func lateError(slope: Double) throws {
    struct OutOfDomain: Error {}
    let outcome = Outcome(at: [0], shape: nil, plan) {
      ClosureFunction(
        at: [0],
        value: { x in
          guard x[0] >= 0 else { throw OutOfDomain() }
          return x[0]
        }, gradient: { _ in [slope] })
    }
    #expect((outcome.failure == nil) == (slope == 1))
    let worst = try #require(outcome.report?.blocks[0].worst.first)
    #expect(worst.status == (slope == 1 ? .oneSided : .disagree))
    #expect(worst.explanation?.contains("not defined") == true)
    #expect(worst.explanation?.contains("OutOfDomain()") == true)
  }

  @Test("An error that ends checks is a failure wherever it is thrown")
  func unrecoverableError() {
    struct ProcessDied: UnrecoverableError {}
    let outcome = Outcome(at: [0], shape: nil, plan) {
      ClosureFunction(
        at: [0],
        value: { x in
          guard x[0] >= 0 else { throw ProcessDied() }
          return x[0]
        }, gradient: { _ in [1] })
    }
    #expect(outcome.failure == FailureMessage("the function threw an error: ProcessDied()"))
  }
}
