import ArgumentParser
import Foundation
import Layers
import Tensors
import Training

/// A training, all of it said: what a checkpoint keeps, so that it can go on without being told again.
struct TrainSettings: Sendable, Equatable, Codable {
  /// The version of the schema.
  static let schema = 1

  var schema = TrainSettings.schema
  var learning: LearningSettings
  var learningRate: Double
  var schedule: ScheduleName
  /// λ; 0 for none.
  var regularization: Double
  /// The epochs that were asked for at first, by which the schedule goes.
  var epochs: Int
  /// Nil for any number.
  var patience: Int?
  /// What tells whether the images are still the same.
  var fingerprint = ""

  /// Whether a command could have said so: what a file says is not believed.
  var isSound: Bool {
    let sizes = [3072] + (learning.hidden ?? []) + [10]
    return (1...10_000).contains(learning.batch) && (1...100_000).contains(epochs)
      && patience.map { (1...100_000).contains($0) } ?? true
      && [learningRate, regularization].allSatisfy { $0 >= 0 && $0.isFinite }
      && sizes.count <= 102 && sizes.allSatisfy((1...10_000).contains)
      && zip(sizes, sizes.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } <= 100_000_000
  }

  func loop<Network: Layer, Objective: Loss>(
    on problem: LearningProblem<Network, Objective>
  ) -> TrainingLoop<Network, Objective> {
    typealias Scalar = Objective.Scalar
    var loop = problem.loop(
      learning.optimizer.optimizer(learningRate: Scalar(learningRate)),
      regularizer: regularization > 0 ? L2(Scalar(regularization), .half) : nil,
      key: learning.layerKey)
    loop.schedule = schedule.schedule(
      over: epochs * problem.training.perEpoch, from: Scalar(learningRate))
    return loop
  }
}

/// The schedules that can be chosen by name.
enum ScheduleName: String, CaseIterable, Codable, Sendable {
  case constant
  case step
  case cosine
  case warmup

  func schedule<Scalar: TensorScalar>(over steps: Int, from rate: Scalar) -> Schedule<Scalar> {
    switch self {
    case .constant: .constant
    case .step: .step(factor: 0.1, interval: max(1, (steps + 2) / 3))
    case .cosine: .cosine(period: steps, floor: rate / 100)
    case .warmup:
      .warmUp(steps: steps / 20, then: .cosine(period: steps - steps / 20, floor: rate / 100))
    }
  }

  var summary: String {
    switch self {
    case .constant: "the same rate throughout"
    case .step: "a tenth after each third of the training"
    case .cosine: "half a cosine down to a hundredth"
    case .warmup: "the same after rising for a twentieth of the training"
    }
  }
}
