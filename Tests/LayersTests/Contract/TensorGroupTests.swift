import GSL
import Layers
import Tensors
import Testing

@Suite("TensorGroup")
struct TensorGroupTests {
  @Test("A slot's position is where its name leads", arguments: try LayerCase.all())
  func positions(reference: LayerCase) throws {
    expectSamePlaces(of: try reference.layer(of: Double.self))
  }

  private func expectSamePlaces(of layer: AnyLayer<Double>) {
    let slots = layer.parameters.slots
    #expect(layer.parameters.slotCount == slots.count)
    for (position, slot) in slots.enumerated() {
      #expect(layer.parameters[slot: position] == layer.parameters[slot.name]!)
      var (here, there) = (layer, layer)
      here.parameters[slot: position][0] += 1
      there.parameters[slot.name]![0] += 1
      for slot in slots {
        #expect(here.parameters[slot.name]! == there.parameters[slot.name]!)
      }
    }
  }

  @Test("Updating visits every slot once, in order", arguments: try LayerCase.all())
  func update(reference: LayerCase) throws {
    expectVisits(of: try reference.layer(of: Double.self))
  }

  private func expectVisits(of layer: AnyLayer<Double>) {
    var changed = layer
    var visited: [Int] = []
    changed.updateParameters { tensor, slot in
      tensor = tensor.map { $0 + Double(slot + 1) }
      visited.append(slot)
    }
    let slots = layer.parameters.slots
    #expect(visited == Array(slots.indices))
    for (position, slot) in slots.enumerated() {
      let expected = layer.parameters[slot.name]!.map { $0 + Double(position + 1) }
      #expect(changed.parameters[slot.name]! == expected)
    }
  }

  private let network = Stack<Double>([
    .init("block", Residual(3, 4, from: RandomGenerator(seed: 1))), .init("relu", ReLU()),
  ])

  @Test("Tensors are found and set by their path, through every composition")
  func names() {
    var changed = network
    changed.parameters["block.body.conv1.bias"] = Tensor([4], repeating: 2)
    #expect(changed.parameters["block.body.conv1.bias"] == Tensor([4], repeating: 2))
    #expect(changed.parameters["block.body.conv2.bias"] == Tensor([4]))
    #expect(network.parameters["block.body.conv1.bias"] == Tensor([4]))
    #expect(network.parameters["block.body.conv3.bias"] == nil)
    changed.state["block.shortcut.norm.running_var"] = Tensor([4], repeating: 3)
    #expect(changed.state["block.shortcut.norm.running_var"] == Tensor([4], repeating: 3))
    #expect(
      changed.state.slots.map(\.name) == [
        "block.body.norm1.running_mean", "block.body.norm1.running_var",
        "block.body.norm2.running_mean", "block.body.norm2.running_var",
        "block.shortcut.norm.running_mean", "block.shortcut.norm.running_var",
      ])
  }

  @Test("All tensors are set at once, or none")
  func setting() throws {
    var changed = network
    var tensors = network.parameters.byName.mapValues { $0.map { $0 + 1 } }
    try changed.parameters.set(tensors)
    #expect(changed.parameters.byName == tensors)
    tensors["block.body.conv1.bias"] = Tensor([5])
    #expect(throws: InputError.self) { try changed.parameters.set(tensors) }
    tensors["block.body.conv1.bias"] = nil
    #expect(throws: InputError.self) { try changed.parameters.set(tensors) }
    tensors["block.body.conv1.bias"] = Tensor([4])
    tensors["elsewhere"] = Tensor([4])
    #expect(throws: InputError.self) { try changed.parameters.set(tensors) }
    #expect(changed.parameters["block.body.conv1.bias"] == Tensor([4], repeating: 1))
  }
}
