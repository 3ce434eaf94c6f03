import GradientCheckTesting
import GradientChecking
import Testing

/// Something wrong to assert, in either framework, and the first line that the failure must have.
struct Specimen: CustomStringConvertible {
  let description: String
  let headline: String
  let assertInXCTest: () -> GradientReport?
  let expectInSwiftTesting: () -> GradientReport?

  /// Fresh ones each time: some have a state.
  static var all: [Specimen] {
    WeightedSquares.Mistake.allCases.map(Specimen.init) + [accumulating, restless]
  }

  private init(_ mistake: WeightedSquares.Mistake) {
    let map = WeightedSquares(mistake: mistake)
    description = "\(mistake)"
    headline =
      switch mistake {
      case .sign:
        "wrong gradient of WeightedSquares: weight[1, 2] is -6 analytically, 6 numerically "
          + "(relative error 2; wrong); the gradient of weight is wrong only at "
          + "weight[1, 2], where it has the wrong sign: check what is special about weight[1, 2]"
      case .factor:
        "wrong gradient of WeightedSquares: weight[1, 2] is 12 analytically, 6 numerically "
          + "(relative error 0.5; wrong); the gradient of weight is wrong only at "
          + "weight[1, 2], where it is exactly twice as large as it should be: check what is "
          + "special about weight[1, 2]"
      case .percent:
        "wrong gradient of WeightedSquares: weight[1, 2] is 6.06 analytically, 6 ± 9e-14 numerically "
          + "(relative error 0.0099; suspicious); the gradient of weight is wrong only "
          + "at weight[1, 2], where it is 1.01 times what it should be: check what is special "
          + "about weight[1, 2]"
      case .transposed:
        "wrong gradient of WeightedSquares: weight[0, 1] is 8 analytically, -8 numerically "
          + "(relative error 2; wrong); the gradient of weight has the right numbers with axes "
          + "1, 0 for 0, 1: put the axes back in order"
      case .zero:
        "wrong gradient of WeightedSquares: weight[0, 0] is 0 analytically, 2 numerically "
          + "(relative error 1; wrong); the gradient of weight is zero everywhere, although the "
          + "outputs depend on it: check that it is returned at all, and not cut off on the way "
          + "back"
      case .size:
        "WeightedSquares cannot be checked: the gradient of weight has 5 values, weight has 6 "
          + "(broken promise: shapes match)"
      case .notANumber:
        "WeightedSquares cannot be checked: the gradient of weight[1, 2] is nan where the function "
          + "is finite (broken promise: finite)"
      case .thrown:
        "WeightedSquares threw an error: the weights are too large"
      }
    assertInXCTest = { XCTAssertGradients(of: map) }
    expectInSwiftTesting = { expectGradients(of: map) }
  }

  private init(
    _ description: String, headline: String, at point: [Double],
    of value: @escaping ([Double]) -> Double, gradient: @escaping ([Double]) -> [Double]
  ) {
    self.description = description
    self.headline = headline
    assertInXCTest = { XCTAssertGradients(of: value, gradient: gradient, at: point) }
    expectInSwiftTesting = { expectGradients(of: value, gradient: gradient, at: point) }
  }

  /// A gradient that is added to what the calls before left behind.
  private static var accumulating: Specimen {
    var total = [0.0, 0]
    return Specimen(
      "accumulating",
      headline: "the function cannot be checked: the gradient of x[0] is 6 at first, 9 later "
        + "(broken promise: gradient is repeatable); "
        + "the gradient of x grows by the right gradient with every call: set the buffer to zero "
        + "before adding to it",
      at: [1, 2], of: { 3 * $0[0] + 4 * $0[1] },
      gradient: { _ in
        total = [total[0] + 3, total[1] + 4]
        return total
      })
  }

  /// A value that is another one in every call.
  private static var restless: Specimen {
    var calls = 0.0
    return Specimen(
      "restless",
      headline: "the function cannot be checked: output 0 is 12.0 at first, 12.5 later "
        + "(broken promise: value is repeatable)",
      at: [1, 2],
      of: { x in
        calls += 1
        return 3 * x[0] + 4 * x[1] + calls / 2
      }, gradient: { _ in [3, 4] })
  }
}
