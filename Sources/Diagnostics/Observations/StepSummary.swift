import GSL

/// What is kept of every step, in a few numbers; those that could not be told are not numbers.
struct StepSummary: Sendable {
  /// The decrease that the step promised, as a share of the loss.
  var reach: Double
  /// ‖ΔW‖/‖W‖, the median over weights.
  var ratio: Double
  /// The share of the weights that the step took away, the median over weights, where the step was that and little
  /// else.
  var shrinkage: Double
  var isUpdate: Bool

  init(_ step: TrainingStep) {
    isUpdate = step.movesAnything
    reach = step.reach ?? .nan
    let weights = step.parameters.filter { $0.isWeightLike && !$0.isFrozen && $0.norm > 0 }
    func median(_ values: [Double]) -> Double {
      Statistics.median(values.filter { !$0.isNaN }) ?? .nan
    }
    ratio = isUpdate ? median(weights.filter { $0.gradientNorm != 0 }.map { $0.updateNorm / $0.norm }) : .nan
    shrinkage = median(
      weights.compactMap { weight in
        weight.shrinkage.map { $0 * weight.norm > 0.9 * weight.updateNorm ? $0 : 0 }
      })
  }
}
