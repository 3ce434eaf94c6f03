import Diagnostics
import Foundation
import GSL
import Layers
import Tensors
import Training

/// Learning a few samples by heart.
extension SanityCheck {
  /// What is to be reached.
  private struct Goal {
    /// The accuracy that is asked for; nil where the loss alone counts.
    var accuracy: Double?
    /// The least that the loss can come to on these samples.
    var floor: Double
    /// The share of the first loss that may be left; nil for a loss near the floor.
    var share: Double?
    var loss = -Double.infinity
  }

  /// The share where none is given, and there are no labels.
  private static var usualShare: Double { 0.05 }

  func overfit(_ report: inout SanityReport, _ monitor: SanityMonitor) throws {
    guard asks(.overfit, .lossCurve) else { return }
    let (input, target) = data.handful(overfitSamples, key: key(.overfitting))
    var goal = goal(try network.forward(input, in: inference).output, input, target)
    let arm = try arm(input, target, &goal, steps: overfitBudget, "overfitting", monitor)
    report.overfittingLosses = arm.losses
    if asks(.lossCurve) {
      var curve = TrainingMonitor(probes: [LossCurve()])
      for loss in arm.losses { curve.record(TrainingStep(loss: loss, samples: overfitSamples)) }
      report.findings += curve.findings
    }
    guard asks(.overfit) else { return }
    var zeros: Overfitting.Arm?
    if isInputNeeded, Objective.Target.self != Void.self, let blank = input.blanked {
      zeros = try self.arm(blank, target, &goal, steps: arm.steps, "zeros for inputs", monitor)
    }
    report.findings += Overfitting().findings(
      from: Overfitting.Observation(
        samples: overfitSamples, budget: overfitBudget, arm: arm, zeroInput: zeros,
        bestAccuracy: goal.accuracy, floor: goal.floor, goal: goal.loss))
  }

  /// Trains a fresh copy of the network until it knows the samples or the steps are used up.
  private func arm(
    _ input: Network.Input, _ target: Objective.Target, _ goal: inout Goal, steps: Int,
    _ title: String, _ monitor: SanityMonitor
  ) throws -> Overfitting.Arm {
    var network = network
    network.replaceLeaves { $0.base is Dropout<Scalar> ? Dropout(rate: 0) : nil }
    var loop = loop(network, .overfitting)
    var losses: [Double] = []
    var right: Double?
    for step in 0...steps {
      try monitor.update(title, step, of: steps)
      // The result is that before the update, so that the last one is of no use.
      let result = try loop.step(input, target: target)
      let loss = Double(result.loss)
      losses.append(loss)
      right = accuracy(of: result.prediction, target)
      if goal.loss == -.infinity {
        goal.loss = goal.floor + (goal.share.map { $0 * (loss - goal.floor) } ?? Overfitting.goal)
      }
      let isRight = goal.accuracy.map { right ?? 0 >= $0 - 1e-9 } ?? true
      if isRight && loss < goal.loss || !result.loss.isFinite { break }
    }
    return Overfitting.Arm(losses: losses, accuracy: right)
  }

  private func goal(
    _ prediction: Objective.Prediction, _ input: Network.Input, _ target: Objective.Target
  ) -> Goal {
    guard overfitShare == nil,
      let (_, labels) = labeledScores(
        of: prediction, target, samples: overfitSamples)
    else { return Goal(floor: floor, share: overfitShare ?? Self.usualShare) }
    let (best, loss) = attainable(input, labels)
    return Goal(accuracy: best, floor: floor + loss)
  }

  /// The accuracy and the loss that a function of the input alone can reach: less than everything where
  /// equal inputs have different labels.
  private func attainable(
    _ input: Network.Input, _ labels: [Int]
  ) -> (accuracy: Double, loss: Double) {
    guard let input = input as? Tensor<Scalar> else { return (1, 0) }
    let size = input.shape.stride(of: 0)
    let groups = Dictionary(grouping: labels.indices) {
      input.elements[$0 * size..<($0 + 1) * size]
    }
    var (right, loss) = (0, 0.0)
    for group in groups.values {
      let counts = Dictionary(grouping: group) { labels[$0] }.values.map(\.count)
      right += counts.max() ?? 0
      // The entropy of the labels of this input.
      for count in counts {
        loss -= Double(count) * log(Double(count) / Double(group.count))
      }
    }
    let total = Double(labels.count)
    // Of other losses the least value is not known here; accuracy decides alone.
    let least = objective is SoftmaxCrossEntropy<Scalar> || loss == 0 ? loss / total : .infinity
    return (Double(right) / total, least)
  }
}
