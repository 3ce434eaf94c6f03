import GradientChecking
import Testing

@testable import GradientCheckTesting

@Suite("Relocated maps")
struct RelocatedTests {
  /// A map that adopts everything there is to adopt.
  private struct Elaborate: CompositeMap, ForwardDifferentiableMap {
    let variables = [Variable("a", shape: [2, 1], role: .parameter, values: [1, 2])]
    var precision: Precision { .float }
    var allowsConcurrentEvaluation: Bool { false }

    func evaluate(at point: Point) -> Evaluation {
      Evaluation(point[0], branches: [BranchSite("here", [1])])
    }

    func pullback(of cotangent: [Double], at point: Point) -> Point { Point([cotangent]) }

    func neighborhood(of point: Point) -> any Neighborhood { Constant(value: point[0][0]) }

    func linearization(of point: Point) -> any Linearization { Rows(value: point[0][0]) }

    func pushforward(of tangent: Point, at point: Point) -> [Double] { tangent[0] }

    func parts(at point: Point, cotangent: [Double]) -> [MapPart] {
      [MapPart("part", Growth(at: point[0]), cotangent: cotangent)]
    }

    func additionalProbes(at point: Point) -> [ContractProbe] {
      [ContractProbe("starts at \(point[0][0])", violation: nil)]
    }
  }

  private struct Rows: Linearization {
    let value: Double
    var outputShape: [Int] { [Int(value)] }
    func pullback(ofOutput output: Int, into row: inout JacobianRow) {}
  }

  private struct Constant: Neighborhood {
    let value: Double
    func evaluate(_ displacement: Displacement, step: Double) -> Evaluation { Evaluation([value]) }
  }

  @Test("The variables have the other values, and their own names, shapes and roles")
  func variables() throws {
    let map = try Relocated(Elaborate(), to: Point([[3, 4]]), named: "E")
    #expect(map.variables == [Variable("a", shape: [2, 1], role: .parameter, values: [3, 4])])
  }

  @Test("Every other requirement is the map's own")
  func forwarding() throws {
    let point = Point([[3, 4]])
    let map = try Relocated(Elaborate(), to: point, named: "E")
    #expect(map.precision == .float)
    #expect(!map.allowsConcurrentEvaluation)
    #expect(try map.evaluate(at: point).branches == [BranchSite("here", [1])])
    #expect(try map.pullback(of: [5, 6], at: point) == Point([[5, 6]]))
    var neighborhood = try map.neighborhood(of: point)
    let displacement = Displacement(variable: 0, direction: .coordinate(1))
    #expect(try neighborhood.evaluate(displacement, step: 1).output == [3])
    #expect(try map.additionalProbes(at: point).map(\.promise) == ["starts at 3.0"])
    #expect(try map.linearization(of: point).outputShape == [3])
    #expect(try map.pushforward(of: point, at: point) == [3, 4])
    #expect(try map.parts(at: point, cotangent: [1, 2]).map(\.cotangent) == [[1, 2]])
  }

  @Test("A wrong pushforward and a wrong part fail at a point as they do without one")
  func kinds() throws {
    struct WrongForward: ForwardDifferentiableMap {
      let variables = [Variable("x", values: [1, 2])]
      func evaluate(at point: Point) -> Evaluation { Evaluation([point[0][0] * point[0][1]]) }
      func pullback(of cotangent: [Double], at point: Point) -> Point {
        Point([[cotangent[0] * point[0][1], cotangent[0] * point[0][0]]])
      }
      func pushforward(of tangent: Point, at point: Point) -> [Double] { [0] }
    }
    for point in [nil, Point([[1, 2]])] {
      #expect(Outcome(of: WrongForward(), at: point, CheckPlan()).failure != nil)
    }
    let plain: any DifferentiableMap = try Relocated(Growth(at: [1]), to: Point([[2]]), named: "G")
    #expect(!(plain is any ForwardDifferentiableMap) && !(plain is any CompositeMap))
  }

  @Test("A scalar function stays one, and a map with several outputs does not become one")
  func kind() throws {
    let function: any DifferentiableMap = try Relocated(
      WeightedSquares(), to: Point([[1, 2, 3], [1, 2, 3, 4, 5, 6]]), named: "W")
    #expect(function is any DifferentiableFunction)
    let map: any DifferentiableMap = try Relocated(
      Growth(at: [1]), to: Point([[2]]), named: "G")
    #expect(!(map is any DifferentiableFunction))
  }

  @Test("The check takes place at the point, not at the map's own values")
  func place() {
    // Wrong only from 0.5 on.
    let function = ClosureFunction(
      at: [0], value: { $0[0] * $0[0] }, gradient: { [($0[0] < 0.5 ? 2 : 3) * $0[0]] })
    let plan = CheckPlan()
    #expect(Outcome(of: function, at: nil, plan).failure == nil)
    #expect(
      Outcome(of: function, at: Point([[1]]), plan).failure?.headline.hasPrefix(
        "wrong gradient of the function: x[0] is 3 analytically, 2 numerically "
          + "(relative error 0.33; wrong)") == true)
  }

  @Test("A map whose own values drift during the check is found out")
  func drift() {
    final class Drifting: DifferentiableFunction, @unchecked Sendable {
      var own = 1.0
      var variables: [Variable] { [Variable("x", values: [own])] }
      var allowsConcurrentEvaluation: Bool { false }
      func value(at point: Point) -> Double {
        own += 1
        return point[0][0]
      }
      func gradient(at point: Point) -> Point { Point([[1]]) }
    }
    #expect(
      Outcome(of: Drifting(), at: Point([[2]]), CheckPlan()).failure?.headline
        == "Drifting cannot be checked: the variables' values have changed "
        + "(broken promise: variables are left alone)")
  }
}
