import Layers
import Tensors
import Testing

/// Every loss against values from PyTorch and JAX; `Tests/References` says how they are made.
@Suite("Losses agree with PyTorch and JAX")
struct LossReferenceTests {
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
    with reference: LossCase, of: Scalar.Type
  ) throws {
    let configuration = reference.configuration
    let reduction = configuration.reduction
    switch reference.loss {
    case .mse:
      let isHalved = try #require(configuration.half as Bool?)
      try agree(
        MeanSquaredError<Scalar>(halved: isHalved, reduction: reduction),
        reference.tensor.tensor(), reference)
    case .mae:
      try agree(
        MeanAbsoluteError<Scalar>(reduction: reduction), reference.tensor.tensor(), reference)
    case .huber:
      let delta = Scalar(try #require(configuration.delta))
      try agree(
        Huber<Scalar>(delta: delta, reduction: reduction), reference.tensor.tensor(), reference)
    case .softmax_cross_entropy:
      try agree(SoftmaxCrossEntropy<Scalar>(reduction: reduction), reference.labels, reference)
    case .cross_entropy:
      try agree(CrossEntropy<Scalar>(reduction: reduction), reference.labels, reference)
    case .svm_hinge, .squared_hinge:
      let delta = Scalar(try #require(configuration.margin))
      let isSquared = reference.loss == .squared_hinge
      try agree(
        Hinge<Scalar>(delta: delta, squared: isSquared, reduction: reduction), reference.labels,
        reference)
    }
  }

  private func agree<L: Loss>(_ loss: L, _ target: L.Target, _ reference: LossCase) throws
  where L.Prediction == Tensor<L.Scalar> {
    let (value, cache) = try loss.forward(reference.prediction.tensor(), target: target)
    LayersTests.expectAgreement(of: value, with: reference.value, "the loss")
    LayersTests.expectAgreement(
      of: loss.backward(L.Scalar(reference.upstream), cache: cache),
      with: reference.predictionGradient, "the gradient of the prediction")
  }
}
