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
  /// The learning rate.
  var rate: Double
  /// ‖ΔW‖/(η√n), how much of the rate an entry moves, root mean square a tensor: the median over weights, and the most.
  var perEntry: (median: Double, most: Double)
  /// The mean and the deviation of the inputs.
  var inputs: SIMD2<Double>?
  /// The same of inputs where nothing was to be learned.
  var inferenceInputs: SIMD2<Double>?
  /// The extremes of targets that are no labels.
  var targets: ClosedRange<Double>?

  /// - Parameter previous: The update before this step, whose shrinkage is seen from the norms where it was not told;
  ///   it is then counted here.
  init(_ step: TrainingStep, after previous: TrainingStep?) {
    isUpdate = step.movesAnything
    reach = step.reach ?? .nan
    let weights = step.parameters.filter { $0.isWeightLike && !$0.isFrozen && $0.norm > 0 }
    func median(_ values: [Double]) -> Double {
      Statistics.median(values.filter { !$0.isNaN }) ?? .nan
    }
    rate = step.learningRate ?? .nan
    inputs = step.inputs.map { SIMD2($0.mean, $0.standardDeviation) }
    inferenceInputs = step.inferenceInputs.map { SIMD2($0.mean, $0.standardDeviation) }
    targets = step.objective.flatMap {
      $0.labelCounts == nil && $0.target.count == 2 && $0.target[0] <= $0.target[1]
        ? $0.target[0]...$0.target[1] : nil
    }
    let rate = isUpdate && rate > 0 ? rate : .nan
    // Of few entries many may have no gradient; steps lost in rounding say nothing of the rule.
    let shares = weights.compactMap { weight -> Double? in
      guard weight.gradientNorm > 0, let count = weight.count, count >= 10 else { return nil }
      let whole = rate * Double(count).squareRoot()
      return whole > 1e-5 * weight.norm ? weight.updateNorm / whole : nil
    }
    perEntry = (median(shares), shares.max() ?? .nan)
    ratio =
      isUpdate
      ? median(weights.filter { $0.gradientNorm != 0 }.map { $0.updateNorm / $0.norm }) : .nan
    let earlier = Dictionary(
      (previous?.parameters ?? []).map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a })
    // Small tensors, such as biases of unknown role, follow the noise.
    let largest = weights.map(\.norm).max() ?? 0
    // Few values have few directions, so that any step may be along them.
    shrinkage = median(
      weights.filter { $0.norm > 0.1 * largest && $0.count ?? 10 >= 10 }.compactMap { weight in
        if let share = weight.shrinkage {
          return share * weight.norm > 0.8 * weight.updateNorm ? share : 0
        }
        guard let before = earlier[weight.name], before.norm > 0, before.shrinkage == nil else {
          return nil
        }
        let lost = before.norm - weight.norm
        return lost > 0.9 * before.updateNorm ? lost / before.norm : 0
      })
  }
}
