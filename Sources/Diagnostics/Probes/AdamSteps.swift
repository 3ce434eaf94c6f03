import GSL

/// Whether the steps of Adam have the size that its rule gives them.
///
/// An entry moves by η·m̂/(√v̂ + ε): in the first step by η·|g|/(|g| + ε), and in no step by more than
/// η·(1 − β₁)/√(1 − β₂) = 3.2·η for β = (0.9, 0.999) (Kingma and Ba, "Adam: a method for stochastic optimization",
/// arXiv:1412.6980, section 2.1). So the root mean square of a tensor's step, relative to the rate, lies between 0.1
/// and 3.2 in healthy trainings, and below 1.7 in all that were seen. Five times the rate, and five times what the
/// first step had where tensors have rates of their own, is not Adam with such averages: the two are exchanged. A
/// thirtieth as the typical one of the first ten steps is an ε above the gradients.
///
/// Adam converges where β₁ < √β₂ (ibid., theorem 4.1), and its default leaves much room: a β₁ above β₂ is the two exchanged.
///
/// Only Adam, AdamW, NAdam and Adamax are judged, told by name.
public struct AdamSteps: TrainingProbe {
  public static let name = ProbeName.adamSteps
  private static let names: Set = ["adam", "adamw", "nadam", "adamax"]
  private static let most = 5.0
  private static let least = 0.03
  private static let expectation = "a root mean square of 0.1 … 3.2 of the learning rate a tensor"

  private let isAdam: Bool
  private let betas: [Double]

  /// - Parameter optimizer: The name, or type, of the optimizer, such as "AdamW" or "Adam<Float>"; nil where it is not
  ///   known.
  /// - Parameter betas: β₁ and β₂; empty where they are not known.
  public init(optimizer: String?, betas: [Double] = []) {
    self.betas = betas
    isAdam =
      optimizer.map { AdamSteps.names.contains($0.prefix { $0 != "<" }.lowercased()) } ?? false
  }

  public func findings(from history: TrainingHistory) -> [Finding] {
    let steps = history.summaries.map(\.perEntry).filter { !$0.median.isNaN }
    if isAdam, betas.count == 2, betas[0] > betas[1] {
      return [
        finding(
          .fail, .learningRateTooHigh, "Adam's betas are exchanged",
          evidence: "β₁ = \(betas[0].short), β₂ = \(betas[1].short)",
          expectation: "β₁ < √β₂, such as 0.9 and 0.999",
          fix: "betas of (0.9, 0.999), in this order: the first averages gradients, the second "
            + "their squares")
      ]
    }
    guard isAdam, steps.count >= TrainingHistory.window, let first = steps.first else {
      return [notApplicable(.learningRateTooHigh, "not told: no ten steps of Adam, with rates")]
    }
    let most = steps.map(\.most).max() ?? 0
    if most > AdamSteps.most * max(1, first.most) {
      return [
        finding(
          .fail, .learningRateTooHigh, "steps are larger than Adam's rule allows",
          evidence: "up to \(most.short) times the learning rate, \(first.most.short) in the first",
          expectation: AdamSteps.expectation,
          fix: "betas of (0.9, 0.999), in this order: the first averages gradients, the second "
            + "their squares; look for gradients that come in bursts")
      ]
    }
    let early = steps.prefix(TrainingHistory.window)
    let typical = Statistics.median(early.map(\.median)) ?? 1
    if typical < AdamSteps.least, early.allSatisfy({ $0.most < 10 * AdamSteps.least }) {
      return [
        finding(
          .fail, .learningRateTooLow, "Adam's ε is above the gradients",
          evidence: "the first steps move entries by \(typical.percent) of the learning rate",
          expectation: AdamSteps.expectation,
          fix: "an ε of 1e-8; else look why gradients are that small")
      ]
    }
    return [
      pass(
        .learningRateTooHigh,
        "\(first.median.short) of the rate in the first step, at most \(most.short)",
        expectation: AdamSteps.expectation)
    ]
  }
}
