import GSL
import GradientChecking
import Layers
import Tensors

enum ClippedPolicyEntry: LossEntry {
  static let name = "ppo-clip"
  static let summary = "−min(r·A, clip(r)·A), r a ratio of probabilities"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    let advantages = cases.numbers()
    // Of actions as likely as they were, and much more or less likely.
    let logarithms = try LogSoftmax<Scalar>().forward(
      cases.prediction, in: ForwardContext(.inference)
    ).output
    let width = cases.prediction.shape.extents.last ?? 0
    let old = cases.labels.enumerated().map { n, action -> Scalar in
      let place = n * width + action
      guard logarithms.elements.indices.contains(place) else { return 0 }
      return logarithms[place] + Scalar([0.1, 1, -1][n % 3])
    }
    try cases.add(
      ClippedPolicy(), cases.prediction,
      .init(actions: cases.labels, advantages: advantages, oldLogProbabilities: old))
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    // Actions were about as likely as they are now, else the ratio is out of all bounds. Large are the advantages:
    // of large logits the ratio is little but rounding.
    let logits = own.prediction.map { $0 / own.size }
    let classes = logits.shape[1]
    let logarithms = try? LogSoftmax<Scalar>().forward(logits, in: ForwardContext(.inference))
      .output
    let noise = own.numbers()
    let old = own.labels.enumerated().map { n, action -> Scalar in
      (logarithms?[n * classes + action] ?? 0) + noise[n] / 2
    }
    return own.subject(
      ClippedPolicy(reduction: own.reduction), logits,
      .init(
        actions: own.labels, advantages: own.numbers().map { own.size * $0 },
        oldLogProbabilities: old))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return try stored.map(
      ClippedPolicy(clip: try settings.number(\.clip), reduction: settings.reductionOrMean),
      .init(
        actions: stored.labels("actions"), advantages: stored.target("advantages").elements,
        oldLogProbabilities: stored.target("old").elements))
  }
}
