import GSL
import GradientChecking
import Layers
import Tensors

/// The losses that can be checked by name.
public enum LossName: String, CatalogueEntry {
  case softmaxCrossEntropy = "softmax-cross-entropy"
  case crossEntropy = "cross-entropy"
  case mse
  case mae
  case huber
  case hinge
  case squaredHinge = "squared-hinge"

  public var summary: String {
    switch self {
    case .softmaxCrossEntropy: "−log softmax(x)[y] of logits"
    case .crossEntropy: "−log p[y] of probabilities"
    case .mse: "mean of d², and of ½d²"
    case .mae: "mean of |d|, and at d = 0"
    case .huber: "½d² inside δ, δ(|d| − ½δ) outside"
    case .hinge: "Σ max(0, xⱼ − x[y] + Δ), and at margins of exactly 0"
    case .squaredHinge: "Σ max(0, xⱼ − x[y] + Δ)²"
    }
  }

  public func subjects<Scalar: TensorScalar>(
    _ scalar: Scalar.Type, shape requested: Shape?, key: RandomKey
  ) throws(InputError) -> [CheckSubject] {
    let shape = requested ?? [5, 7]
    let generator = RandomGenerator(key)
    let prediction = Tensor<Scalar>.normal(shape, from: generator)
    let target = Tensor<Scalar>.normal(shape, from: generator)
    let classes = shape.rank == 2 ? shape[1] : 1
    let labels = (0..<(shape.extents.first ?? 0)).map { _ in
      generator.integer(below: max(1, classes))
    }
    var subjects: [CheckSubject] = []

    func add<L: Loss>(
      _ loss: L, _ prediction: Tensor<L.Scalar>, _ target: L.Target, _ note: String = ""
    ) throws(InputError) where L.Prediction == Tensor<L.Scalar> {
      _ = try loss.forward(prediction, target: target)
      subjects.append(
        CheckSubject(
          "\(loss) on \(prediction.shape)\(note)",
          LossMap(loss, at: prediction, target: target)))
    }

    switch self {
    case .softmaxCrossEntropy:
      try add(SoftmaxCrossEntropy(), prediction, labels)
      try add(SoftmaxCrossEntropy(reduction: .sum), prediction, labels, ", sum")
    case .crossEntropy:
      let probabilities = try Softmax<Scalar>().forward(prediction, in: ForwardContext(.inference))
      try add(CrossEntropy(), probabilities.output, labels)
    case .mse:
      try add(MeanSquaredError(), prediction, target)
      try add(MeanSquaredError(halved: true), prediction, target)
    case .mae:
      try add(MeanAbsoluteError(), prediction, target)
      try add(MeanAbsoluteError(), prediction.meeting(target), target, ", with exact zeros")
    case .huber:
      try add(Huber(), prediction, target)
      try add(Huber(delta: 0.3), prediction, target)
    case .hinge:
      try add(Hinge(), prediction, labels)
      try add(Hinge(), prediction.map { ($0 * 2).rounded() / 2 }, labels, ", with zero margins")
    case .squaredHinge:
      try add(Hinge(squared: true), prediction, labels)
    }
    return subjects
  }
}

extension Tensor {
  /// This tensor with every third element that of `other`.
  fileprivate func meeting(_ other: Tensor) -> Tensor {
    var result = self
    for i in stride(from: 0, to: count, by: 3) { result[i] = other[i] }
    return result
  }
}
