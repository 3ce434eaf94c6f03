import GSL
import Layers
import Tensors
import Testing

@Suite("Groups of a batch")
struct GroupsTests {
  private let generator = RandomGenerator(RandomKey(7))

  private func random(_ shape: Shape) -> Tensor<Double> {
    Tensor(shape, generator.normals(shape.count))
  }

  /// What a layer gives for each of three batches by itself, one after the other, and for all as groups.
  private func outputs(
    of layer: AnyLayer<Double>, _ mode: ForwardContext.Mode
  ) throws -> (apart: [Double], together: [Double]) {
    let batches = (0..<3).map { _ in random([4, 5, 3, 2]) }
    let context = ForwardContext(mode, key: RandomKey(3))
    let apart = try batches.flatMap { try layer.forward($0, in: context).output.elements }
    var grouped = context
    grouped.groups = 3
    let stack = Tensor<Double>([12, 5, 3, 2], batches.flatMap(\.elements))
    return (apart, try layer.forward(stack, in: grouped).output.elements)
  }

  @Test("Each group is as if it were alone", arguments: ForwardContext.Mode.allCases)
  func forward(mode: ForwardContext.Mode) throws {
    let stack = Stack<Double>([.init("norm", BatchNorm(5)), .init("drop", Dropout(rate: 0.4))])
    let layers: [AnyLayer<Double>] = [
      AnyLayer(BatchNorm(5)), AnyLayer(Dropout(rate: 0.4)), AnyLayer(stack),
      AnyLayer(Residual(body: stack)),
    ]
    for layer in layers {
      let (apart, together) = try outputs(of: layer, mode)
      #expect(apart == together, "\(layer)")
    }
  }

  @Test("The gradients are those of the groups, their parameters' added")
  func backward() throws {
    let norm = BatchNorm<Double>(gamma: random([5]), beta: random([5]))
    let (inputs, cotangents) = (
      (0..<2).map { _ in random([3, 5]) }, (0..<2).map { _ in random([3, 5]) }
    )
    var context = ForwardContext(.training)
    let apart = try zip(inputs, cotangents).map { input, cotangent in
      norm.backward(cotangent, cache: try norm.forward(input, in: context).cache)
    }
    context.groups = 2
    let cache = try norm.forward(Tensor([6, 5], inputs.flatMap(\.elements)), in: context).cache
    let together = norm.backward(Tensor([6, 5], cotangents.flatMap(\.elements)), cache: cache)
    #expect(together.input.elements == apart.flatMap(\.input.elements))
    for slot in 0..<2 {
      let sum = zip(
        apart[0].parameters[slot: slot].elements, apart[1].parameters[slot: slot].elements)
      for (value, parts) in zip(together.parameters[slot: slot].elements, sum) {
        #expect(abs(value - (parts.0 + parts.1)) < 1e-13)
      }
    }
  }

  @Test("Groups of different sizes are refused")
  func sizes() {
    var context = ForwardContext(.training)
    context.groups = 2
    #expect(throws: InputError.self) {
      try BatchNorm<Double>(5).forward(random([3, 5]), in: context)
    }
    #expect(throws: InputError.self) {
      try Dropout<Double>(rate: 0.5).forward(random([3, 5]), in: context)
    }
  }
}
