import GSL
import Layers
import Tensors

/// What the case of a loss is made of.
package struct LossDraw<Scalar: TensorScalar> {
  package let draw: Draw<Scalar>
  /// [N, K], with 2 ≤ K.
  package let prediction: Tensor<Scalar>
  package let labels: [Int]
  /// With zeros, some predictions meet their targets exactly.
  package let target: Tensor<Scalar>
  package let reduction: Reduction

  package init(_ draw: Draw<Scalar>) {
    self.draw = draw
    let (samples, classes) = (draw.extent(4), 1 + draw.extent(4))
    prediction = draw.input([samples, classes])
    labels = (0..<samples).map { _ in draw.generator.integer(below: classes) }
    var target = draw.tensor(prediction.shape, size: draw.size)
    if draw.style == 1 {
      for i in stride(from: 0, to: target.count, by: 2) { target[i] = prediction[i] }
    }
    self.target = target
    reduction = draw.generator.sign() > 0 ? .mean : .sum
  }

  /// The size of the numbers.
  package var size: Scalar { Scalar(draw.size) }

  /// Two embeddings for each sample, none of the first ones 0, which has no direction: what is made
  /// of cosines jumps there.
  package func embeddings() -> EmbeddingPair<Scalar> {
    EmbeddingPair(
      prediction.map { $0 == 0 ? size : $0 },
      draw.tensor(prediction.shape, size: draw.parameterSize))
  }

  package func subject<L: Loss<Scalar>>(
    _ loss: L, _ prediction: L.Prediction, _ target: L.Target
  ) -> CheckSubject {
    CheckSubject(
      "\(loss) on \(prediction[slot: 0].shape), \(reduction), style \(draw.style)",
      LossMap(loss, at: prediction, target: target))
  }

  /// The case of a loss of the drawn scores and labels.
  package func subject<L: Loss<Scalar>>(_ loss: L) -> CheckSubject
  where L.Prediction == Tensor<Scalar>, L.Target == [Int] {
    subject(loss, prediction, labels)
  }

  /// The case of a loss of the drawn scores and targets.
  package func subject<L: Loss<Scalar>>(_ loss: L) -> CheckSubject
  where L.Prediction == Tensor<Scalar>, L.Target == Tensor<Scalar> {
    subject(loss, prediction, target)
  }

  /// A number of normal ones of size 1 for each sample.
  package func numbers() -> [Scalar] {
    draw.generator.normals(labels.count).map { Scalar($0) }
  }
}
