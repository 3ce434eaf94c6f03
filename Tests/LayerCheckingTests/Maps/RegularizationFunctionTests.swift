import GradientChecking
import LayerChecking
import Layers
import Tensors
import Testing

@Suite("RegularizationFunction")
struct RegularizationFunctionTests {
  private func function<Scalar: TensorScalar>(
    _ regularizer: some Regularizer<Scalar>
  ) -> RegularizationFunction<Scalar> {
    RegularizationFunction(
      regularizer,
      on: [
        ("a", .random([4, 3], seed: 1)), ("b", .random([2, 1, 3, 3], seed: 2)),
        ("c", .random([1], seed: 3)),
      ])
  }

  @Test("It evaluates near a point as a plain evaluation does")
  func neighborhood() throws {
    try expectPlainEvaluations(by: function(L2<Double>(0.3, .half)))
    try expectPlainEvaluations(by: function(L1<Double>(0.3)))
    try expectPlainEvaluations(by: function(ElasticNet<Double>(l1: 0.3, l2: 0.1)))
    try expectPlainEvaluations(by: function(L2<Float>(0.3, .full)))
    try expectPlainEvaluations(by: function(L1<Float>(0.3)))
  }

  @Test("Its value is the sum of the penalties")
  func value() throws {
    let regularizer = ElasticNet<Double>(l1: 0.3, l2: 0.1)
    let function = function(regularizer)
    let blocks = function.variables.map(\.values)
    let expected = blocks.reduce(0) { sum, block in
      sum + block.reduce(0) { $0 + 0.3 * abs($1) + 0.1 * $1 * $1 }
    }
    #expect(abs(try function.value(at: Point(blocks)) - expected) < 1e-14)
  }

  @Test("Its variables are the parameters, by name and shape")
  func variables() {
    let variables = function(L1<Double>(1)).variables
    #expect(variables.map(\.name) == ["a", "b", "c"])
    #expect(variables.map(\.shape) == [[4, 3], [2, 1, 3, 3], [1]])
    #expect(variables.allSatisfy { $0.role == .parameter })
  }

  @Test("Its gradient is right on several tensors")
  func gradient() throws {
    for map in [
      CheckSubject("L2", function(L2<Double>(0.3, .full))),
      CheckSubject("L1", function(L1<Double>(0.3))),
    ] {
      expectNoDoubt(about: try map.check(CheckConfiguration()))
    }
  }
}
