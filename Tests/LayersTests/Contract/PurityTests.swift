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
    let (input, cotangent) = (
      reference.input.tensor(of: Double.self), reference.cotangent.tensor(of: Double.self)
    )
    let parameters = layer.parameters.tensors
    let statistics = layer.state.tensors

    let (output, cache) = try layer.forward(input, in: context)
    let gradients = layer.backward(cotangent, cache: cache)
    // In between, something else goes through the same layer.
    let other = try layer.forward(input.map { 0.5 - $0 }, in: context)
    _ = layer.backward(cotangent.map { -2 * $0 }, cache: other.cache)

    #expect(try layer.forward(input, in: context).output == output)
    let again = layer.backward(cotangent, cache: cache)
    #expect(again.input == gradients.input)
    for slot in layer.parameters.slots {
      #expect(again.parameters[slot.name]! == gradients.parameters[slot.name]!)
    }
    #expect(layer.parameters.tensors == parameters)
    #expect(layer.state.tensors == statistics)
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
    let input = reference.input.tensor(of: Double.self)
    let (output, cache) = try layer.forward(input, in: context)

    var committed = layer
    committed.commit(cache)
    #expect(committed.parameters.tensors == layer.parameters.tensors)
    #expect(try committed.forward(input, in: context).output == output)

    let statistics = layer.state.tensors
    for (before, after) in zip(statistics, committed.state.tensors) { #expect(after != before) }
    // A copy taken before is a value of its own.
    #expect(layer.state.tensors == statistics)
  }
}
