import Datasets
import Diagnostics
import Foundation
import GSL
import Layers
import Tensors
import Training

/// Learning a few samples by heart.
extension SanityCheck {
  func overfit(_ report: inout SanityReport, _ monitor: SanityMonitor) throws {
    guard asks(.overfit, .lossCurve) else { return }
    let dataset = data.training.dataset
    let indices = dataset.stratified(overfitSamples, key: key(.overfitting))
    let labels = dataset.labels(indices)
    let images: Tensor<Scalar> = data.training.images(indices)
    let limit = attainable(indices)

    let arm = try arm(images, labels, limit, steps: overfitBudget, "overfitting", monitor)
    report.overfittingLosses = arm.losses
    if asks(.lossCurve) {
      var curve = TrainingMonitor(probes: [LossCurve()])
      for loss in arm.losses { curve.record(TrainingStep(loss: loss, samples: labels.count)) }
      report.findings += curve.findings
    }
    guard asks(.overfit) else { return }
    let zero = try self.arm(
      Tensor(images.shape), labels, limit, steps: arm.steps, "zeros for images", monitor)
    report.findings += Overfitting().findings(
      from: Overfitting.Observation(
        samples: labels.count, budget: overfitBudget, arm: arm, zeroInput: zero,
        bestAccuracy: limit.accuracy, floor: limit.loss))
  }

  /// Trains a fresh copy of the network until it knows the samples or the steps are used up.
  private func arm(
    _ images: Tensor<Scalar>, _ labels: [Int], _ limit: (accuracy: Double, loss: Double),
    steps: Int, _ title: String, _ monitor: SanityMonitor
  ) throws -> Overfitting.Arm {
    var loop = TrainingLoop(
      network.withoutDropout(), objective: objective, optimizer: optimizer, key: key(.overfitting))
    var losses: [Double] = []
    var accuracy = 0.0
    for step in 0...steps {
      try monitor.update(title, step, of: steps)
      // The result is that before the update, so that the last one is of no use.
      let result = try loop.step(images, target: labels)
      losses.append(Double(result.loss))
      accuracy = result.accuracy
      let isReached =
        accuracy >= limit.accuracy - 1e-9
        && Double(result.loss) < limit.loss + Overfitting.goal
      if isReached || !result.loss.isFinite { break }
    }
    return Overfitting.Arm(losses: losses, accuracy: accuracy)
  }

  /// The accuracy and the loss that a function of the image alone can reach: less than everything where
  /// equal images have different labels.
  private func attainable(_ indices: [Int]) -> (accuracy: Double, loss: Double) {
    let dataset = data.training.dataset
    let size = ImageDataset.imageShape.count
    let groups = Dictionary(grouping: indices) { index in
      dataset.pixels[index * size..<(index + 1) * size]
    }
    var (right, loss) = (0, 0.0)
    for group in groups.values {
      let counts = Dictionary(grouping: group) { dataset.labels[$0] }.values.map(\.count)
      right += counts.max() ?? 0
      // The entropy of the labels of this image.
      for count in counts {
        loss -= Double(count) * log(Double(count) / Double(group.count))
      }
    }
    let total = Double(indices.count)
    // Of other losses the least value is not known here; accuracy decides alone.
    let floor = objective is SoftmaxCrossEntropy<Scalar> || loss == 0 ? loss / total : .infinity
    return (Double(right) / total, floor)
  }
}

extension Stack {
  /// The same layers, dropout letting everything through.
  fileprivate func withoutDropout() -> Stack {
    var network = self
    network.replaceLeaves { $0.base is Dropout<Scalar> ? Dropout(rate: 0) : nil }
    return network
  }
}
