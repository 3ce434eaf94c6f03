import GSL
import GradientChecking
import LayerChecking
import Layers
import Tensors
import Testing

@Suite("Parts of a residual")
struct ResidualPartsTests {
  private let x = Tensor<Double>.random([2, 3, 5, 4], seed: 1)
  private let context = ForwardContext(.training, key: RandomKey(2))

  private func block() -> Residual<Double> {
    Residual(3, 4, stride: 2, from: RandomGenerator(seed: 3))
  }

  private func network(_ residual: Residual<Double>) -> Stack<Double> {
    Stack([
      .init("block", residual), .init("relu", ReLU()), .init("flatten", Flatten()),
      .init("linear", Linear(24, 5, from: RandomGenerator(seed: 4))),
    ])
  }

  @Test("They are the layers of both branches, at what reaches them and comes back to them")
  func parts() throws {
    let map = LayerMap(block(), at: x, in: context)
    let point = Point(map.variables.map(\.values))
    let cotangent = RandomGenerator(seed: 5).normals(try map.evaluate(at: point).output.count)
    let parts = try map.parts(at: point, cotangent: cotangent)
    #expect(
      parts.map(\.name) == [
        "body.conv1", "body.norm1", "body.relu", "body.conv2", "body.norm2",
        "shortcut.conv", "shortcut.norm",
      ])
    // Each part's parameters get the gradients that they get in the whole, and the two first layers
    // together the input's.
    let gradient = try map.pullback(of: cotangent, at: point)
    let own = try parts.map { part in
      try part.map.pullback(
        of: part.cotangent, at: Point(part.map.variables.map(\.values))
      ).blocks
    }
    #expect(own.flatMap { $0.dropFirst() } == Array(gradient.blocks.dropFirst()))
    #expect(zip(own[0][0], own[5][0]).map(+) == gradient[0])
  }

  @Test("Dropout inside has in a part the mask that it has in the whole")
  func masks() throws {
    let dropout = Stack<Double>([.init("dropout", Dropout(rate: 0.5))])
    let map = LayerMap(Residual(body: dropout, shortcut: dropout), at: x, in: context)
    let point = Point(map.variables.map(\.values))
    let parts = try map.parts(at: point, cotangent: x.elements)
    let outputs = try parts.map { try $0.map.evaluate(at: point).output }
    #expect(outputs[0] != outputs[1])
    #expect(zip(outputs[0], outputs[1]).map(+) == (try map.evaluate(at: point).output))
  }

  @Test("A right one passes in a model, and its layers with it")
  func right() throws {
    let function = ModelFunction(
      network(block()), loss: SoftmaxCrossEntropy(), at: x, target: [1, 4], in: context)
    let report = try GradientChecker().check(function, named: "model")
    #expect(report.isPassed)
    #expect(report.parts.map(\.subject) == ["block", "relu", "flatten", "linear", "loss"])
    #expect(report.parts[0].parts.count == 7)
  }

  @Test("A mistake in a layer of a branch is found in that layer")
  func located() throws {
    var residual = block()
    residual.body.members[2].layer = AnyLayer(
      Mistaken(ReLU<Double>()) { $0.replacingInput($0.gradient) })
    let function = ModelFunction(
      network(residual), loss: SoftmaxCrossEntropy(), at: x, target: [1, 4], in: context)
    let report = try GradientChecker().check(function, named: "model")
    #expect(!report.isPassed)
    #expect(report.parts.filter { !$0.isPassed }.map(\.subject) == ["block"])
    #expect(report.parts[0].parts.filter { !$0.isPassed }.map(\.subject) == ["body.relu"])
  }
}
