import GSL

/// Whether regularization drowns the data loss, at the first step.
///
/// With R the penalty, D the data loss and norms over all regularized tensors together: fails where
/// ‖∇R‖ > 3·‖∇D‖, or where R / (R + D) > 0.9 and ‖∇R‖ > 0.3·‖∇D‖; warns where ‖∇R‖ > ‖∇D‖. The network
/// then learns to be small rather than to be right. A large share alone says little: the loss of a network
/// that has learned is small.
///
/// Weight decay in the optimizer is no penalty, but is seen in the steps: healthy ones are nearly at right angles
/// to the weights, and take away less than a thousandth of them. Where the typical one of the first ten takes away more
/// than a hundredth and is little else, decay decides. Healthy weights grow, or keep three fifths of their norm and
/// more: where all together come down to two fifths, a penalty or decay has taken them, whatever a step looks like.
public struct RegularizationShare: TrainingProbe {
  public static let name = ProbeName.regularization

  /// The share of their norm that healthy weights keep.
  private static let leastNorm = 0.4

  public init() {}

  public func findings(from history: TrainingHistory) -> [Finding] {
    guard let step = history.first, step.penalty != 0 else {
      if let finding = decay(in: history) ?? shrunk(in: history) { return [finding] }
      return [notApplicable(.drowningRegularization, "no penalty")]
    }
    guard step.penalty.isFinite, step.loss.isFinite else {
      return [notApplicable(.drowningRegularization, "the loss is not finite")]
    }
    let share = step.penalty / (step.penalty + step.loss)
    // A tensor that no gradient reaches is another finding's.
    let regularized = step.parameters.filter { $0.penaltyGradientNorm > 0 && $0.gradientNorm > 0 }
    let ratio =
      norm(regularized.map(\.penaltyGradientNorm)) / norm(regularized.map(\.gradientNorm))
    let evidence =
      "R/(R + D) = \(share.percent)\(ratio.isFinite ? ", ‖∇R‖/‖∇D‖ = \(ratio.short)" : "")"
    let expectation = "the data loss decides: ‖∇R‖/‖∇D‖ below 1"
    // Where the penalty's gradients were not told, a large share counts if nothing else is learned.
    let isUnseen = !ratio.isFinite && history.restsAtBaseline
    let verdict: Verdict =
      ratio > 3 || share > 0.9 && ratio > 0.3 || isUnseen && share > 0.5
      ? .fail : ratio > 1 ? .warn : .pass
    guard verdict != .pass else {
      return [
        shrunk(in: history) ?? pass(.drowningRegularization, evidence, expectation: expectation)
      ]
    }
    let factor = max(10, (max(share / (1 - share), ratio)).rounded())
    return [
      finding(
        verdict, .drowningRegularization, "regularization drowns the data", evidence: evidence,
        expectation: expectation,
        fix: "a strength \(factor.isFinite ? factor.oneDigit : "many") times smaller",
        remedy: factor.isFinite ? .weakerRegularization(factor: factor) : nil,
        layer: regularized.max {
          $0.penaltyGradientNorm / $0.gradientNorm < $1.penaltyGradientNorm / $1.gradientNorm
        }?.name)
    ]
  }

  private func decay(in history: TrainingHistory) -> Finding? {
    let shares = history.summaries.filter(\.isUpdate).map(\.shrinkage).filter { !$0.isNaN }
    guard shares.count >= 3, let share = Statistics.median(Array(shares.prefix(10))),
      (0.01..<1).contains(share)
    else {
      return nil
    }
    return finding(
      .fail, .drowningRegularization, "weight decay drowns the data",
      evidence: "a step takes \(share.percent) of the weights away, and does little else",
      expectation:
        "steps at about right angles to the weights, of which decay takes less than 0.1 %",
      fix: "a weight decay \((share / 1e-4).oneDigit) times smaller")
  }

  /// Weights that have lost most of their norm.
  private func shrunk(in history: TrainingHistory) -> Finding? {
    guard history.count >= 20, let first = history.firstUpdate,
      let last = history.recentUpdates.last
    else { return nil }
    let weights = first.parameters.filter { $0.knownRole == .weight && !$0.isFrozen }
    let names = Set(weights.map(\.name))
    let (before, after) = (
      norm(weights.map(\.norm)),
      norm(last.parameters.filter { names.contains($0.name) }.map(\.norm))
    )
    guard after < RegularizationShare.leastNorm * before else { return nil }
    return finding(
      .fail, .drowningRegularization, "regularization or weight decay drowns the data",
      evidence: "the weights' norm goes from \(before.short) to \(after.short) in "
        + "\("step".counted(history.count))",
      expectation: "weights that grow, or keep most of their norm",
      fix: "a penalty or weight decay ten times smaller, without biases and gains")
  }

  private func norm(_ parts: [Double]) -> Double {
    parts.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
