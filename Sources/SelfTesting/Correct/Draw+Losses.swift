import GSL
import LayerChecking
import Layers
import Tensors

extension Draw {
  func loss(_ kind: LossName) throws -> CheckSubject {
    let (samples, classes) = (extent(4), 1 + extent(4))
    let prediction = input([samples, classes])
    let labels = (0..<samples).map { _ in generator.integer(below: classes) }
    // With zeros, some predictions meet their targets exactly.
    var target = tensor(prediction.shape, size: size)
    if style == 1 {
      for i in stride(from: 0, to: target.count, by: 2) { target[i] = prediction[i] }
    }
    let reduction: Reduction = generator.sign() > 0 ? .mean : .sum
    func subject<L: Loss>(
      _ loss: L, _ at: L.Prediction, _ target: L.Target
    ) -> CheckSubject where L.Prediction == Tensor<L.Scalar> {
      CheckSubject(
        "\(loss) on \(at.shape), \(reduction), style \(style)",
        LossMap(loss, at: at, target: target))
    }
    switch kind {
    case .softmaxCrossEntropy:
      return subject(SoftmaxCrossEntropy(reduction: reduction), prediction, labels)
    case .crossEntropy:
      let positive = prediction.map { $0 == 0 ? Scalar(size) : $0.magnitude }
      return subject(CrossEntropy(reduction: reduction), positive, labels)
    case .mse: return subject(MeanSquaredError(reduction: reduction), prediction, target)
    case .mae: return subject(MeanAbsoluteError(reduction: reduction), prediction, target)
    case .huber:
      let delta = Scalar(size / 2)
      return subject(Huber(delta: delta, reduction: reduction), prediction, target)
    default:
      return subject(
        Hinge(delta: Scalar(size), squared: kind == .squaredHinge, reduction: reduction),
        prediction, labels)
    }
  }

  func regularizer(_ kind: RegularizerName) -> CheckSubject {
    let weight = input([extent(4), extent(5)])
    let strength = Scalar(parameterSize)
    func subject(_ regularizer: some Regularizer<Scalar>) -> CheckSubject {
      CheckSubject(
        "\(regularizer) on \(weight.shape), style \(style)",
        RegularizationFunction(regularizer, on: [("weight", weight)]))
    }
    switch kind {
    case .l1: return subject(L1(strength))
    case .l2: return subject(L2(strength, generator.sign() > 0 ? .half : .full))
    default: return subject(ElasticNet(l1: strength, l2: 0.2))
    }
  }
}
