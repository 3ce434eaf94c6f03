import GSL
import GradientChecking
import Layers
import Tensors

enum SoftmaxCrossEntropyEntry: LossEntry {
  static let name = "softmax-cross-entropy"
  static let summary = "−log softmax(x)[y]: weights, smoothing, ignored labels"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    let (prediction, labels) = (cases.prediction, cases.labels)
    try cases.add(SoftmaxCrossEntropy(), prediction, labels)
    try cases.add(SoftmaxCrossEntropy(reduction: .sum), prediction, labels, ", sum")
    let classes = prediction.shape[1]
    let weights = (0..<classes).map { _ in Scalar(cases.generator.uniform(in: 0.3...2)) }
    try cases.add(
      SoftmaxCrossEntropy(classWeights: weights, smoothing: 0.1, ignoring: -1), prediction,
      cases.labelsButFirst, ", weighted, smoothed, the first label ignored")
    guard cases.requested == nil else { return }
    try cases.add(
      SoftmaxCrossEntropy(), .normal([2, 3, 2, 2], from: cases.generator), [0, 2, 1, 1, 0, 0, 2, 1])
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    guard draw.generator.sign() > 0 else {
      return own.subject(SoftmaxCrossEntropy(reduction: own.reduction))
    }
    let weights = own.prediction.shape[1]
    return own.subject(
      SoftmaxCrossEntropy(
        classWeights: (0..<weights).map { _ in Scalar(draw.generator.uniform(in: 0.3...2)) },
        smoothing: 0.2, ignoring: draw.generator.integer(below: 3), reduction: own.reduction))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return try stored.map(
      SoftmaxCrossEntropy(
        classWeights: settings.classWeights(), smoothing: Scalar(settings.smoothing ?? 0),
        ignoring: settings.ignored, reduction: settings.reductionOrMean), stored.labels())
  }
}

extension SoftmaxCrossEntropy: DescribedLoss {
  public func describe(
    _ prediction: Tensor<Scalar>, _ target: [Int], _ upstream: Double, in facts: inout MapFacts
  ) {
    guard isPlain, prediction.shape.rank == 2 else { return }
    facts.describeLabels(target, prediction.shape)
    facts.describeShifted(self, prediction, target)
    guard let cache = try? forward(prediction, target: target).cache else { return }
    let gradient = backward(Scalar(upstream), cache: cache).block()
    let classes = prediction.shape[1]
    let share = reduction == .mean ? upstream / Double(max(1, target.count)) : upstream
    let label = gradient.indices.map { target[$0 / classes] == $0 % classes ? -share : 0 }
    facts.terms.append(MapFacts.Term("onehot", of: "prediction", label))
    let softmax = zip(gradient, label).map { $0 - $1 }
    facts.terms.append(MapFacts.Term("softmax", of: "prediction", softmax))
    facts.fields.append(
      MapFacts.Field("y", of: "prediction", softmax.map { share == 0 ? 0 : $0 / share }))
  }
}
