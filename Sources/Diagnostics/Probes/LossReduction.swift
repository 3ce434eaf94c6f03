/// Whether the loss is a mean over the batch or a sum: the loss of the batch taken twice is the same, or
/// double.
///
/// A sum is not wrong, but the learning rate must be smaller by the batch size, and change with it.
public struct LossReduction: Probe {
  public static let name = ProbeName.reduction

  public struct Observation: Sendable {
    public var loss: Double
    /// The loss of the same scores and labels, each taken twice.
    public var lossOfTwice: Double
    public var samples: Int

    public init(loss: Double, lossOfTwice: Double, samples: Int) {
      self.loss = loss
      self.lossOfTwice = lossOfTwice
      self.samples = samples
    }
  }

  public init() {}

  public func findings(from seen: Observation) -> [Finding] {
    let ratio = seen.lossOfTwice / seen.loss
    guard ratio.isFinite else {
      return [notApplicable(.reduction, "a loss of \(seen.loss.short) cannot tell")]
    }
    let expectation = "the same for the batch taken twice: a mean over samples"
    let evidence = "\(seen.loss.short), and \(seen.lossOfTwice.short) for the batch taken twice"
    if abs(ratio - 1) < 1e-3 { return [pass(.reduction, evidence, expectation: expectation)] }
    if abs(ratio - 2) < 2e-3 {
      return [
        finding(
          .warn, .reduction, "the loss is a sum over the batch", evidence: evidence,
          expectation: expectation,
          fix: "divide by the \(seen.samples) samples, or the learning rate by as much")
      ]
    }
    return [
      finding(
        .fail, .reduction, "the loss is neither mean nor sum over the batch", evidence: evidence,
        expectation: expectation,
        fix: "divide by the number of samples, not by another axis or a fixed number")
    ]
  }
}
