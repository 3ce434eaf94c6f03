import GradientChecking
import LayerChecking
import Layers
import Tensors
import Testing

/// Every loss against values from PyTorch and JAX; `Tests/References` says how they are made.
@Suite("Losses agree with PyTorch and JAX")
struct LossReferenceTests {
  @Test("Every loss has three references at least", arguments: LossName.allCases)
  func coverage(name: LossName) throws {
    #expect(try LossCase.all().count { $0.loss == name.rawValue } >= 3)
  }

  @Test("A loss agrees in double precision", arguments: try LossCase.all())
  func agreesInDoublePrecision(reference: LossCase) throws {
    try expectAgreement(with: reference, of: Double.self)
  }

  @Test(
    "A loss agrees in single precision",
    arguments: try LossCase.all().filter(\.prediction.isFaithfulInSinglePrecision))
  func agreesInSinglePrecision(reference: LossCase) throws {
    try expectAgreement(with: reference, of: Float.self)
  }

  private func expectAgreement<Scalar: TensorScalar>(
    with reference: LossCase, of scalar: Scalar.Type
  ) throws {
    let map = try reference.map(of: scalar)
    let point = Point(map.variables.map(\.values))
    let value = try map.evaluate(at: point).output[0]
    LayersTests.expectAgreement(of: Scalar(value), with: reference.value, "the loss")

    let gradients = try map.pullback(of: [reference.upstream], at: point).blocks
    let expected = reference.predictionGradient.tensors
    let names = map.variables.map { expected.count == 1 ? "" : $0.name }
    #expect(Set(names) == Set(expected.keys))
    for (position, name) in names.enumerated() {
      guard let reference = expected[name] else { continue }
      LayersTests.expectAgreement(
        of: Tensor(Shape(map.variables[position].shape), gradients[position].map { Scalar($0) }),
        with: reference, "the gradient of \(map.variables[position].name)")
    }
  }
}
