/// Whether the network learns a handful of samples by heart: fresh weights, no regularization, no
/// dropout; accuracy 100 % and loss below 0.01 within a number of steps.
///
/// A second arm sees zeros for images: where it does as well, the input is ignored. Equal images with
/// different labels set a floor below which no loss can go, which is taken into account.
///
/// Source: the CS231n notes, "Neural networks 3: sanity checks".
public struct Overfitting: Probe {
  public static let name = ProbeName.overfit
  /// The loss to get below, above the floor.
  public static let goal = 0.01

  /// One arm: how far the training came.
  public struct Arm: Sendable {
    /// The loss before each step, and after the last.
    public var losses: [Double]
    /// The share of samples classified right at the end.
    public var accuracy: Double

    public init(losses: [Double], accuracy: Double) {
      self.losses = losses
      self.accuracy = accuracy
    }

    /// The number of steps made.
    public var steps: Int { max(0, losses.count - 1) }
  }

  public struct Observation: Sendable {
    public var samples: Int
    /// The steps that were allowed.
    public var budget: Int
    public var arm: Arm
    /// The arm with zeros for images.
    public var zeroInput: Arm
    /// The accuracy and loss that conflicting labels of equal samples leave within reach.
    public var bestAccuracy: Double
    public var floor: Double

    public init(
      samples: Int, budget: Int, arm: Arm, zeroInput: Arm, bestAccuracy: Double = 1,
      floor: Double = 0
    ) {
      self.samples = samples
      self.budget = budget
      self.arm = arm
      self.zeroInput = zeroInput
      self.bestAccuracy = bestAccuracy
      self.floor = floor
    }
  }

  public init() {}

  public func findings(from seen: Observation) -> [Finding] {
    guard let loss = seen.arm.losses.last, let zeroLoss = seen.zeroInput.losses.last else {
      return [notApplicable(.cannotOverfit, "no step was made")]
    }
    let expectation =
      "accuracy \(seen.bestAccuracy.percent), loss below \((seen.floor + Overfitting.goal).short) "
      + "within \(seen.budget) steps"
    let evidence =
      "accuracy \(seen.arm.accuracy.percent), loss \(loss.short) after \("step".counted(seen.arm.steps)); "
      + "with zeros for images \(seen.zeroInput.accuracy.percent), \(zeroLoss.short)"
      + (seen.floor > 0 ? "; equal images with different labels" : "")
    let isReached =
      loss < seen.floor + Overfitting.goal && seen.arm.accuracy >= seen.bestAccuracy - 1e-9
    let isIgnored =
      seen.bestAccuracy > seen.zeroInput.accuracy && !isReached && loss < 0.95 * seen.arm.losses[0]
      && abs(zeroLoss - loss) <= 0.02 * abs(loss) && seen.zeroInput.accuracy >= seen.arm.accuracy
      || isReached && zeroLoss < seen.floor + Overfitting.goal
    if isIgnored {
      return [
        finding(
          .fail, .inputIgnored, "the input is ignored", evidence: evidence,
          expectation: "zeros for images do worse",
          fix: "look for a layer that lets nothing through, and for labels that leak into the model"
        )
      ]
    }
    guard !isReached else { return [pass(.cannotOverfit, evidence, expectation: expectation)] }
    return [
      finding(
        .fail, .cannotOverfit, "\(seen.samples) samples are not learned by heart",
        evidence: evidence, expectation: expectation,
        fix: "mend whatever else was found; then try other learning rates and more steps, and "
          + "check the gradients")
    ]
  }
}
