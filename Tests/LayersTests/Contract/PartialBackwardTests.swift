import GSL
import Layers
import Tensors
import Testing

@Suite("PartialBackward")
struct PartialBackwardTests {
  /// Expects the gradients of every output to be those of the layer's backward, none written twice.
  private func expectRowsOfBackward<L: PartialBackward>(
    _ layer: L, at shape: Shape, _ mode: ForwardContext.Mode = .training, tolerance: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let numbers = RandomGenerator(seed: 3).normals(shape.count).map { L.Scalar($0) }
    let (output, cache) = try layer.forward(Tensor(shape, numbers), in: ForwardContext(mode))
    for offset in 0..<output.count {
      var above = Tensor<L.Scalar>(output.shape)
      above[offset] = 1
      let gradients = layer.backward(above, cache: cache)
      let expected =
        [gradients.input.elements]
        + gradients.parameters.slots.map { gradients.parameters[$0.name]!.elements }
      var found = expected.map { [L.Scalar?](repeating: nil, count: $0.count) }
      layer.backward(ofOutput: offset, cache: cache) { first, run in
        let (block, start) =
          switch first {
          case .input(let offset): (0, offset)
          case .parameter(let slot, let offset): (slot + 1, offset)
          }
        for (place, gradient) in run.enumerated() {
          #expect(found[block][start + place] == nil, sourceLocation: sourceLocation)
          found[block][start + place] = gradient
        }
      }
      for (found, expected) in zip(found.joined(), expected.joined()) {
        #expect(
          (Double(found ?? 0) - Double(expected)).magnitude <= tolerance,
          sourceLocation: sourceLocation)
      }
    }
  }

  private func check<Scalar: TensorScalar>(_ scalar: Scalar.Type, tolerance: Double) throws {
    let generator = RandomGenerator(seed: 1)
    func expectRows(
      _ layer: some PartialBackward<Scalar>, at shape: Shape,
      _ mode: ForwardContext.Mode = .training
    ) throws {
      try expectRowsOfBackward(layer, at: shape, mode, tolerance: tolerance)
    }
    try expectRows(Linear<Scalar>(5, 3, from: generator), at: [4, 5])
    try expectRows(Conv2D<Scalar>(3, 2, kernel: 3, padding: 1, from: generator), at: [2, 3, 5, 4])
    try expectRows(
      Conv2D<Scalar>(
        2, 3, kernel: Extent(3, 2), stride: Extent(2, 1), padding: Extent(1, 2), from: generator),
      at: [2, 2, 6, 5])
    try expectRows(
      Conv2D<Scalar>(2, 3, kernel: 2, padding: 2, dilation: Extent(2, 3), from: generator),
      at: [2, 2, 5, 4])
    // The batch in tiles.
    try expectRows(
      Conv2D<Scalar>(16, 16, kernel: 3, padding: 1, from: generator), at: [2, 16, 12, 10])
    for mode in ForwardContext.Mode.allCases {
      try expectRows(BatchNorm<Scalar>(3), at: [4, 3], mode)
      let norm = BatchNorm<Scalar>(
        gamma: Tensor([3], [0.7, -1.2, 2]), beta: Tensor([3], [0.1, 0.2, 0.3]),
        runningMean: Tensor([3], [0.5, -1, 0.2]), runningVariance: Tensor([3], [2, 0.3, 1]))
      try expectRows(norm, at: [2, 3, 3, 2], mode)
    }
  }

  @Test("The gradients of one output are those that backward gives for a unit gradient from above")
  func rows() throws {
    try check(Double.self, tolerance: 1e-13)
    try check(Float.self, tolerance: 1e-5)
  }
}
