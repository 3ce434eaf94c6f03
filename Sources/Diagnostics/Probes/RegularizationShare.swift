/// Whether regularization drowns the data loss, at the first step.
///
/// With R the penalty, D the data loss and norms over all regularized tensors together: fails where
/// R / (R + D) > 0.9 or ‖∇R‖ > 3·‖∇D‖, warns beyond 0.75 and 1. The network then learns to be small
/// rather than to be right.
public struct RegularizationShare: TrainingProbe {
  public static let name = ProbeName.regularization

  public init() {}

  public func findings(from history: TrainingHistory) -> [Finding] {
    guard let step = history.first, step.penalty != 0 else {
      return [notApplicable(.drowningRegularization, "no penalty")]
    }
    let share = step.penalty / (step.penalty + step.loss)
    // A tensor that no gradient reaches is another finding's.
    let regularized = step.parameters.filter { $0.penaltyGradientNorm > 0 && $0.gradientNorm > 0 }
    let ratio =
      norm(regularized.map(\.penaltyGradientNorm)) / norm(regularized.map(\.gradientNorm))
    let evidence =
      "R/(R + D) = \(share.percent)\(ratio.isFinite ? ", ‖∇R‖/‖∇D‖ = \(ratio.short)" : "")"
    let expectation = "the data loss decides: R/(R + D) below 75 %, ‖∇R‖/‖∇D‖ below 1"
    let verdict: Verdict =
      share > 0.9 || ratio > 3 ? .fail : share > 0.75 || ratio > 1 ? .warn : .pass
    guard verdict != .pass else {
      return [pass(.drowningRegularization, evidence, expectation: expectation)]
    }
    let factor = max(10, (max(share / (1 - share), ratio)).rounded())
    return [
      finding(
        verdict, .drowningRegularization, "regularization drowns the data", evidence: evidence,
        expectation: expectation,
        fix: "a strength \(factor.isFinite ? factor.short : "many") times smaller",
        layer: regularized.max {
          $0.penaltyGradientNorm / $0.gradientNorm < $1.penaltyGradientNorm / $1.gradientNorm
        }?.name)
    ]
  }

  private func norm(_ parts: [Double]) -> Double {
    parts.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
