import LayerChecking
import Layers
import Tensors

/// Collects the specimens of one loss at one prediction.
struct LossMistakes<Base: Loss>
where Base.Scalar == Double, Base.Prediction == Tensor<Double> {
  let subject: String
  let loss: Base
  let prediction: Tensor<Double>
  let target: Base.Target
  private(set) var specimens: [Specimen] = []

  init(_ subject: String, _ loss: Base, at prediction: Tensor<Double>, target: Base.Target) {
    self.subject = subject
    self.loss = loss
    self.prediction = prediction
    self.target = target
  }

  /// Adds a mistaken gradient.
  mutating func add(
    _ title: String, _ mistake: Mistake, seen threads: String..., dilutable: Bool = true,
    backward: @escaping MistakenLoss<Base>.Backward
  ) {
    let (loss, prediction, target) = (loss, prediction, target)
    specimens.append(
      Specimen(
        subject: subject, title: title, mistake: mistake, threads: threads,
        culprits: ["prediction"],
        right: LossMap(loss, at: prediction, target: target),
        wrong: {
          LossMap(MistakenLoss(base: loss, mistake: backward), at: prediction, target: target)
        },
        isDilutable: dilutable))
  }

  /// Adds a gradient of which each element is a wrong function of the right one.
  mutating func addEach(
    _ title: String, _ mistake: Mistake, seen threads: String...,
    change: @escaping @Sendable (Double) -> Double
  ) {
    add(title, mistake) { $0.right.map(change) }
    specimens[specimens.count - 1] = specimens[specimens.count - 1].seen(threads)
  }
}

extension Specimen {
  /// The same specimen with these threads.
  fileprivate func seen(_ threads: [String]) -> Specimen {
    Specimen(
      subject: subject, title: title, mistake: mistake, threads: threads, culprits: culprits,
      right: right, wrong: wrong, isDilutable: isDilutable)
  }
}
