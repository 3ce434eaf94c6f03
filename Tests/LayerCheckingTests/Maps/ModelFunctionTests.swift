import GradientChecking
import LayerChecking
import Layers
import Tensors
import Testing

@Suite("ModelFunction")
struct ModelFunctionTests {
  @Test("Its variables are the input and every parameter, by name")
  func variables() {
    let variables = SmallModel.function(.training, of: Double.self).variables
    #expect(
      variables.map(\.name) == [
        "input", "conv.weight", "conv.bias", "norm.gamma", "norm.beta", "linear.weight",
        "linear.bias",
      ])
    #expect(variables.map(\.role) == [.input] + [Variable.Role](repeating: .parameter, count: 6))
    #expect(
      variables.map(\.shape) == [[3, 2, 6, 5], [3, 2, 3, 3], [3], [3], [3], [4, 18], [4]])
  }

  @Test("Its value is the loss of the network", arguments: ForwardContext.Mode.allCases)
  func value(mode: ForwardContext.Mode) throws {
    let function = SmallModel.function(mode, of: Double.self)
    let point = Point(function.variables.map(\.values))
    #expect(
      try function.value(at: point) == SmallModel.value(mode, of: Double.self, at: point))
  }

  @Test("Its gradient is right, in both modes", arguments: ForwardContext.Mode.allCases)
  func gradient(mode: ForwardContext.Mode) throws {
    let function = SmallModel.function(mode, of: Double.self)
    expectNoDoubt(about: try GradientChecker().check(function, named: "small model"))
    let single = SmallModel.function(mode, of: Float.self)
    #expect(single.precision == .float)
    #expect(try GradientChecker().check(single, named: "small model").isPassed)
  }

  @Test("A mistake deep in the network is found in every block that it reaches")
  func mistake() throws {
    var network: Stack<Double> = SmallModel.network()
    network.members[2].layer = AnyLayer(
      Mistaken(ReLU<Double>()) { $0.replacingInput($0.gradient) })
    let function = ModelFunction(
      network, loss: SoftmaxCrossEntropy(), at: .random(SmallModel.inputShape, seed: 4),
      target: SmallModel.labels,
      in: ForwardContext(.inference))
    let report = try GradientChecker().check(function, named: "small model")
    #expect(
      report.blocks.filter { !$0.isPassed }.map(\.name) == [
        "input", "conv.weight", "conv.bias", "norm.gamma", "norm.beta",
      ])
    #expect(report.parts.filter { !$0.isPassed }.map(\.subject) == ["relu"])
  }

  @Test("Its parts are the layers and the loss, at what reaches them")
  func parts() throws {
    let function = SmallModel.function(.training, of: Double.self)
    let point = Point(function.variables.map(\.values))
    let parts = try function.parts(at: point, cotangent: [1])
    #expect(
      parts.map(\.name) == ["conv", "norm", "relu", "pool", "dropout", "flatten", "linear", "loss"])
    let gradient = try function.gradient(at: point)
    let first = try parts[0].map.pullback(
      of: parts[0].cotangent, at: Point(parts[0].map.variables.map(\.values)))
    #expect(first.blocks == Array(gradient.blocks.prefix(3)))
  }

  @Test("Labels that do not fit are thrown, not trapped on")
  func labels() {
    let function = ModelFunction(
      SmallModel.network(of: Double.self), loss: SoftmaxCrossEntropy(),
      at: .random(SmallModel.inputShape, seed: 4), target: [1, 4, 0], in: ForwardContext(.training))
    #expect(throws: InputError.self) { try GradientChecker().check(function, named: "") }
  }
}
