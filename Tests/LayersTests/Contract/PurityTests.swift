import Layers
import Tensors
import Testing

/// What the contract of ``Layer`` promises of every layer.
@Suite("Layers are pure")
struct PurityTests {
  @Test(
    "Forward and backward twice give the same, and leave the layer as it was",
    arguments: try LayerCase.all())
  func repetition(reference: LayerCase) throws {
    try expectPurity(of: reference.layer(of: Double.self), reference)
  }

  private func expectPurity(of layer: AnyLayer<Double>, _ reference: LayerCase) throws {
    let context = ForwardContext(reference.mode)
    let input = try reference.group(of: Double.self)
    let parameters = layer.parameters.tensors
    let statistics = layer.state.tensors

    let (output, cache) = try layer.forward(input, in: context)
    let cotangent = reference.cotangent.replacing(output)
    let gradients = layer.backward(cotangent, cache: cache)
    // In between, something else goes through the same layer.
    let other = try layer.forward(input.mapTensors { 0.5 - $0 }, in: context)
    _ = layer.backward(cotangent.mapTensors { -2 * $0 }, cache: other.cache)

    #expect(try layer.forward(input, in: context).output.tensors == output.tensors)
    let again = layer.backward(cotangent, cache: cache)
    #expect(again.input.tensors == gradients.input.tensors)
    for slot in layer.parameters.slots {
      #expect(again.parameters[slot.name]! == gradients.parameters[slot.name]!)
    }
    #expect(layer.parameters.tensors == parameters)
    #expect(layer.state.tensors == statistics)
  }

  @Test(
    "Backward belongs to its forward, whatever becomes of the parameters in between",
    arguments: try LayerCase.all())
  func changedInBetween(reference: LayerCase) throws {
    try expectNoChange(in: reference.layer(of: Double.self), reference)
  }

  private func expectNoChange(in layer: AnyLayer<Double>, _ reference: LayerCase) throws {
    let (output, cache) = try layer.forward(
      reference.group(of: Double.self), in: ForwardContext(reference.mode))
    let cotangent = reference.cotangent.replacing(output)
    let gradients = layer.backward(cotangent, cache: cache)
    var changed = layer
    changed.updateParameters { tensor, _ in tensor = tensor.map { 3 - $0 } }
    let again = changed.backward(cotangent, cache: cache)
    #expect(again.input.tensors == gradients.input.tensors)
    #expect(again.parameters.tensors == gradients.parameters.tensors)
  }

  @Test(
    "Commit changes running statistics and nothing that training sees",
    arguments: try LayerCase.all())
  func commit(reference: LayerCase) throws {
    try expectCommitChangesStatisticsOnly(in: reference.layer(of: Double.self), reference)
  }

  private func expectCommitChangesStatisticsOnly(
    in layer: AnyLayer<Double>, _ reference: LayerCase
  ) throws {
    let context = ForwardContext(.training)
    let input = try reference.group(of: Double.self)
    let (output, cache) = try layer.forward(input, in: context)

    var committed = layer
    committed.commit(cache)
    #expect(committed.parameters.tensors == layer.parameters.tensors)
    #expect(try committed.forward(input, in: context).output.tensors == output.tensors)

    let statistics = layer.state.tensors
    for (before, after) in zip(statistics, committed.state.tensors) { #expect(after != before) }
    // A copy taken before is a value of its own.
    #expect(layer.state.tensors == statistics)
  }
}

extension AnyTensors<Double> {
  /// The group with every number changed.
  fileprivate func mapTensors(_ transform: (Double) -> Double) -> AnyTensors<Double> {
    var result = self
    for slot in 0..<slotCount { result[slot: slot] = self[slot: slot].map(transform) }
    return result
  }
}
