import GradientChecking
import LayerChecking
import Layers
import Tensors
import Testing

@Suite("ModelNeighborhood")
struct ModelNeighborhoodTests {
  @Test("It evaluates as the whole network does", arguments: ForwardContext.Mode.allCases)
  func evaluations(mode: ForwardContext.Mode) throws {
    try expectPlainEvaluations(by: SmallModel.function(mode, of: Double.self))
    try expectPlainEvaluations(by: SmallModel.function(mode, of: Float.self))
  }

  private func check<Scalar: TensorScalar>(
    _ scalar: Scalar.Type, _ mode: ForwardContext.Mode
  ) throws {
    let function = SmallModel.function(mode, of: scalar)
    let point = Point(function.variables.map(\.values))
    var neighborhood = try function.neighborhood(of: point)
    for displacement in displacements(of: function) {
      var moved = point
      displacement.move(&moved[displacement.variable], by: 0.01)
      let expected = try SmallModel.value(mode, of: scalar, at: moved)
      #expect(try neighborhood.evaluate(displacement, step: 0.01).output == [expected])
    }
  }

  @Test("It evaluates as a network made anew does", arguments: ForwardContext.Mode.allCases)
  func reference(mode: ForwardContext.Mode) throws {
    try check(Double.self, mode)
    try check(Float.self, mode)
  }

  @Test("A copy goes its own way")
  func copies() throws {
    let function = SmallModel.function(.training, of: Double.self)
    let point = Point(function.variables.map(\.values))
    var one = try function.neighborhood(of: point)
    let displacement = Displacement(variable: 1, direction: .coordinate(2))
    let expected = try one.evaluate(displacement, step: 0.1).output
    var two = one
    _ = try two.evaluate(Displacement(variable: 1, direction: .coordinate(5)), step: 3)
    #expect(try one.evaluate(displacement, step: 0.1).output == expected)
    #expect(try two.evaluate(displacement, step: 0.1).output == expected)
  }

  @Test("A point that is not the function's own is the one evaluated near")
  func elsewhere() throws {
    let function = SmallModel.function(.training, of: Double.self)
    let point = Point(function.variables.map { $0.values.map { 0.9 * $0 + 0.1 } })
    var neighborhood = try function.neighborhood(of: point)
    for displacement in displacements(of: function) {
      var moved = point
      displacement.move(&moved[displacement.variable], by: 0.01)
      let expected = try SmallModel.value(.training, of: Double.self, at: moved)
      #expect(try neighborhood.evaluate(displacement, step: 0.01).output == [expected])
    }
  }

  @Test("The branches are those of the kinked layers, by name")
  func branches() throws {
    let function = SmallModel.function(.training, of: Double.self)
    let point = Point(function.variables.map(\.values))
    let sites = try #require(try function.evaluate(at: point).branches)
    let kinked = sites.filter { !$0.units.isEmpty }
    #expect(kinked.map(\.name) == ["relu", "pool"])
    #expect(kinked.map(\.units.count) == [3 * 3 * 6 * 5, 3 * 3 * 3 * 2])
  }
}
