import LayerChecking
import Layers
import Tensors
import Testing

/// Every layer against values from PyTorch and JAX; `Tests/References` says how they are made.
@Suite("Layers agree with PyTorch and JAX")
struct LayerReferenceTests {
  @Test("Every layer has three references at least", arguments: LayerName.allCases)
  func coverage(name: LayerName) throws {
    let own = try LayerCase.all().filter { $0.layer == name.rawValue }
    #expect(own.count >= 3)
  }

  @Test("A layer agrees in double precision", arguments: try LayerCase.all())
  func agreesInDoublePrecision(reference: LayerCase) throws {
    try expectAgreement(of: reference.layer(of: Double.self), with: reference)
  }

  @Test(
    "A layer agrees in single precision",
    arguments: try LayerCase.all().filter(\.input.isFaithfulInSinglePrecision))
  func agreesInSinglePrecision(reference: LayerCase) throws {
    try expectAgreement(of: reference.layer(of: Float.self), with: reference)
  }

  private func expectAgreement<Scalar: TensorScalar>(
    of layer: AnyLayer<Scalar>, with reference: LayerCase
  ) throws {
    let (output, cache) = try layer.forward(
      reference.group(of: Scalar.self), in: ForwardContext(reference.mode))
    agree(output.byName, reference.output.tensors, "the output")

    let gradients = layer.backward(reference.cotangent.replacing(output), cache: cache)
    agree(gradients.input.byName, reference.inputGradient.tensors, "the gradient of the input")
    agree(gradients.parameters.byName, reference.parameterGradients, "the gradient of")

    var committed = layer
    committed.commit(cache)
    agree(
      committed.state.byName, reference.stateAfter ?? reference.state ?? [:],
      "after commit,")
  }

  private func agree<Scalar: TensorScalar>(
    _ actual: [String: Tensor<Scalar>], _ expected: [String: ReferenceTensor], _ name: String
  ) {
    #expect(Set(actual.keys) == Set(expected.keys))
    for (key, tensor) in actual {
      if let reference = expected[key] {
        LayersTests.expectAgreement(of: tensor, with: reference, "\(name) \(key)")
      }
    }
  }
}
