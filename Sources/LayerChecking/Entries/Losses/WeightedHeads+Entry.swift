import GSL
import GradientChecking
import Layers
import Tensors

enum WeightedHeadsEntry: LossEntry {
  static let name = "weighted-heads"
  static let summary = "Σ w·(−log softmax(x)[y]) of a network's several heads"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    try cases.add(
      WeightedHeads(SoftmaxCrossEntropy(), weights: [1, 0.3, 0.3]),
      TensorList([cases.prediction, cases.target, cases.another()]), cases.labels)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    return own.subject(
      WeightedHeads(SoftmaxCrossEntropy(reduction: own.reduction), weights: [1, 0.3]),
      TensorList([own.prediction, own.target]), own.labels)
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let weights: [Scalar] = stored.settings.classWeights()
    var heads: [Tensor<Scalar>] = []
    for position in weights.indices { heads.append(try stored.prediction("\(position)")) }
    return LossMap(
      WeightedHeads(
        SoftmaxCrossEntropy(reduction: stored.settings.reductionOrMean), weights: weights),
      at: TensorList(heads), target: try stored.labels())
  }
}
