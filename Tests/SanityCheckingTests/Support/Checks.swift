import Datasets
import Diagnostics
import Foundation
import GSL
import Layers
import Models
import SanityChecking
import Tensors
import Training

typealias ImageCheck = SanityCheck<
  Stack<Float>, SoftmaxCrossEntropy<Float>, ImageSamples<Float>
>

/// A check of a model on synthetic images with what suits it, to be broken by a test.
func healthyCheck(
  _ model: ModelName, optimizer: OptimizerName = .momentum, seed: UInt64 = 0,
  activation: Activation = .relu
) -> ImageCheck {
  let rate = model.learningRate(for: optimizer)
  var check = SanityCheck(
    model.rawValue,
    model.network(activation: activation, from: RandomGenerator(seed: seed)),
    objective: SoftmaxCrossEntropy<Float>(), chanceLoss: log(10),
    optimizer: optimizer.optimizer(learningRate: Float(rate)),
    adaptive: optimizer.isAdaptive, regularizer: L2<Float>(5e-4, .half),
    on: ImageSplits(syntheticImages, seed: seed))
  check.overfitBudget = model.overfitBudget
  check.seed = seed
  // It has tests of its own, and takes longer than all else on a small network.
  check.probes.remove(.baseline)
  return check
}

let syntheticImages = SyntheticImages.generate(1200, seed: 1)

extension SanityReport {
  /// The codes of what failed, worst first.
  var failures: [Diagnosis] { findings.filter { $0.verdict == .fail }.map(\.code) }

  /// What a probe says.
  func findings(of probe: ProbeName) -> [Finding] { findings.filter { $0.probe == probe } }
}

extension Stack {
  /// The same layers without those of which `isDropped` holds.
  func without(_ isDropped: (Member) -> Bool) -> Stack {
    Stack(members.filter { !isDropped($0) })
  }

  /// Sets every tensor for which `change` returns one.
  mutating func changeParameters(_ change: (String, Tensor<Scalar>) -> Tensor<Scalar>?) {
    var changed = parameters
    for slot in changed.slots {
      if let tensor = change(slot.name, changed[slot.name]!) {
        changed[slot.name]! = tensor
      }
    }
    parameters = changed
  }
}
