/// Whether the network learns a handful of samples by heart: fresh weights, no regularization, no
/// dropout; of labels accuracy 100 % and loss below 0.01, of anything else a loss below a share of the first one,
/// within a number of steps.
///
/// A second arm sees zeros for inputs: where it does as well, the input is ignored. Equal inputs with
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
    /// The share of labels that were right at the end; nil where there are none.
    public var accuracy: Double?

    public init(losses: [Double], accuracy: Double?) {
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
    /// The arm with zeros for inputs; nil where that is not to be compared.
    public var zeroInput: Arm?
    /// The accuracy that is asked for, as far as conflicting labels of equal samples leave it within reach; nil where
    /// the loss alone counts.
    public var bestAccuracy: Double?
    /// The least loss within reach, and the one to get below.
    public var floor: Double
    public var goal: Double

    public init(
      samples: Int, budget: Int, arm: Arm, zeroInput: Arm?, bestAccuracy: Double? = 1,
      floor: Double = 0, goal: Double? = nil
    ) {
      self.goal = goal ?? floor + Overfitting.goal
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
    guard let first = seen.arm.losses.first, let loss = seen.arm.losses.last else {
      return [notApplicable(.cannotOverfit, "no step was made")]
    }
    func text(_ accuracy: Double?) -> String { accuracy.map { "accuracy \($0.percent), " } ?? "" }
    let expectation =
      "\(text(seen.bestAccuracy))loss below \(seen.goal.short) within \(seen.budget) steps"
    let zeros =
      seen.zeroInput.flatMap { zeros in
        zeros.losses.last.map {
          "; with zeros for inputs \(zeros.accuracy.map { "\($0.percent), " } ?? "")\($0.short)"
        }
      } ?? ""
    let evidence =
      "\(text(seen.arm.accuracy))loss \(loss.short)"
      + "\(seen.bestAccuracy == nil ? ", \(first.short) at first," : "")"
      + " after \("step".counted(seen.arm.steps))\(zeros)"
      + (seen.bestAccuracy != nil && seen.floor > 0 ? "; equal inputs with different labels" : "")
    let isReached =
      loss < seen.goal && seen.bestAccuracy.map { seen.arm.accuracy ?? 0 >= $0 - 1e-9 } ?? true
    let isIgnored = seen.zeroInput.map { ignores(seen, $0, isReached: isReached) } ?? false
    if isIgnored {
      return [
        finding(
          .fail, .inputIgnored, "the input is ignored", evidence: evidence,
          expectation: "zeros for inputs do worse",
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

  /// Whether zeros do as well: they come to the goal too, or to the same loss short of it where something was learned.
  private func ignores(_ seen: Observation, _ zeros: Arm, isReached: Bool) -> Bool {
    guard let loss = seen.arm.losses.last, let zeroLoss = zeros.losses.last else { return false }
    if isReached { return zeroLoss < seen.goal }
    if let best = seen.bestAccuracy {
      guard let own = seen.arm.accuracy, let zero = zeros.accuracy, best > zero, zero >= own else {
        return false
      }
    }
    return loss < 0.95 * seen.arm.losses[0] && abs(zeroLoss - loss) <= 0.02 * abs(loss)
  }
}
