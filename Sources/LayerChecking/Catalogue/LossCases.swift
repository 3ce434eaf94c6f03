import GSL
import GradientChecking
import Layers
import Tensors

/// Collects the cases of one loss, with random predictions and targets.
package struct LossCases<Scalar: TensorScalar> {
  /// The shape that the user asked for.
  package let requested: Shape?
  package let generator: RandomGenerator
  /// A prediction and a target of the requested shape, else [5, 7].
  package let prediction, target: Tensor<Scalar>
  /// A label for each place of the prediction but the axis of classes, the second one.
  package let labels: [Int]
  package private(set) var subjects: [CheckSubject] = []

  init(shape requested: Shape?, key: RandomKey) {
    self.requested = requested
    let shape = requested ?? [5, 7]
    let generator = RandomGenerator(key)
    self.generator = generator
    prediction = .normal(shape, from: generator)
    target = .normal(shape, from: generator)
    let classes = shape.rank > 1 ? shape[1] : 1
    let places = shape.rank > 1 && classes > 0 ? shape.count / classes : shape.extents.first ?? 0
    labels = (0..<places).map { _ in generator.integer(below: max(1, classes)) }
  }

  /// Adds the case of `loss` at a prediction and a target.
  ///
  /// - Throws: where they do not fit.
  package mutating func add<L: Loss<Scalar>>(
    _ loss: L, _ prediction: L.Prediction, _ target: L.Target, _ note: String = ""
  ) throws(InputError) {
    _ = try loss.forward(prediction, target: target)
    let shape = prediction.slotCount > 0 ? prediction[slot: 0].shape : []
    subjects.append(
      CheckSubject(
        "\(loss) on \(shape)\(note)", LossMap(loss, at: prediction, target: target)))
  }

  /// The labels with −1, which is none, for the first.
  package var labelsButFirst: [Int] { labels.enumerated().map { $0 == 0 ? -1 : $1 } }

  /// More random numbers of the prediction's shape.
  package func another() -> Tensor<Scalar> { .normal(prediction.shape, from: generator) }

  /// As many as there are labels.
  package func numbers() -> [Scalar] { generator.normals(labels.count).map { Scalar($0) } }
}

extension Tensor {
  /// This tensor with every third element that of `other`.
  func meeting(_ other: Tensor) -> Tensor {
    var result = self
    for i in stride(from: 0, to: count, by: 3) { result[i] = other[i] }
    return result
  }

  /// 1 where it is positive, else 0.
  var signs: Tensor { map { $0 > 0 ? 1 : 0 } }

  /// Probabilities of the same signs.
  var squashed: Tensor { map { Scalar.sigmoid($0) } }
}
