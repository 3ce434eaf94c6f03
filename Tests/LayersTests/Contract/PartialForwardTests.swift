import GSL
import Layers
import Tensors
import Testing

@Suite("Layers prepared for an input")
struct PartialForwardTests {
  private let context = ForwardContext(.training)
  private let generator = RandomGenerator(seed: 1)

  /// The part of the output that a coordinate reaches.
  private func part<L: PartialForward<Double>>(
    _ layer: L, _ input: Tensor<Double>, _ coordinate: LayerCoordinate
  ) -> [Double] {
    let region = layer.reach(of: coordinate, inputShape: input.shape, in: context)
    return [Double](unsafeUninitializedCapacity: region.count) { part, count in
      layer.forward(input, in: context, only: region, displaced: coordinate, into: part)
      count = region.count
    }
  }

  private func expectForgetting<L: PartialForward<Double>>(
    _ layer: L, at shape: Shape, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let input = Tensor<Double>.random(shape, seed: 2)
    let coordinates: [LayerCoordinate] = [
      .input(offset: 1), .parameter(slot: 0, offset: 1), .parameter(slot: 1, offset: 0),
    ]
    var prepared = layer.prepared(for: input)
    for coordinate in coordinates {
      #expect(
        zip(part(prepared, input, coordinate), part(layer, input, coordinate))
          .allSatisfy { abs($0 - $1) < 1e-13 }, sourceLocation: sourceLocation)
    }
    var changed = layer
    changed.parameters[slot: 0] = changed.parameters[slot: 0].map { 1 - $0 }
    prepared.parameters = changed.parameters
    for coordinate in coordinates {
      #expect(
        part(prepared, input, coordinate) == part(changed, input, coordinate),
        sourceLocation: sourceLocation)
    }
  }

  @Test("They forget what they have prepared where a parameter is set")
  func set() {
    expectForgetting(
      Conv2D<Double>(2, 3, kernel: 3, padding: 1, from: generator), at: [2, 2, 6, 5])
    expectForgetting(LSTM<Double>(3, 2, from: generator), at: [2, 4, 3])
    expectForgetting(GRU<Double>(3, 2, from: generator), at: [2, 4, 3])
    expectForgetting(Linear<Double>(3, 2, from: generator), at: [2, 3])
  }

  @Test("They keep it where one number is displaced and put back")
  func displaced() {
    let input = Tensor<Double>.random([2, 2, 6, 5], seed: 2)
    let layer = Conv2D<Double>(2, 3, kernel: 3, padding: 1, from: generator)
    var prepared = layer.prepared(for: input)
    var moved = layer
    moved.parameters.weight[4] += 0.5
    prepared.displace(0) { $0[4] += 0.5 }
    let coordinate = LayerCoordinate.parameter(slot: 0, offset: 4)
    #expect(
      zip(part(prepared, input, coordinate), part(moved, input, coordinate))
        .allSatisfy { abs($0 - $1) < 1e-13 })
    prepared.displace(0) { $0[4] = layer.parameters.weight[4] }
    #expect(
      zip(part(prepared, input, .input(offset: 3)), part(layer, input, .input(offset: 3)))
        .allSatisfy { abs($0 - $1) < 1e-13 })
  }
}
