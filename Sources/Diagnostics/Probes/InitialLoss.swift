import Foundation

/// The data loss before the first step, in inference mode, without dropout and penalty.
///
/// Scores that do not favor any class give the *chance loss*: ln K for softmax and K classes (2.302 for
/// ten), Δ·(K − 1) for the multi-class hinge. Random scores of standard deviation s add about
/// ½s²(1 − 1/K) for softmax; what they add exactly is known from the scores, as the mean loss over all
/// labels that a sample could have, as frequent as they are. A loss away from *that* is wrong in itself,
/// in its reduction or in its labels; one near that but far from the chance loss comes from too large a
/// last layer. Where the target is no label a sample, the loss is compared with that of predictions of 0 alone; where no
/// textbook says what that should be, only ten times as much is worth a look.
///
/// Source: the CS231n notes, "Neural networks 3: sanity checks".
public struct InitialLoss: Probe {
  public static let name = ProbeName.initialLoss

  /// What was measured before the first step.
  public struct Observation: Sendable {
    /// The data loss of the batch in inference mode.
    public var loss: Double
    /// The mean of that loss over all labels that each sample could have, each counted as often as the batch
    /// has it; nil where there is not one label a sample.
    public var lossOverAllLabels: Double?
    /// The loss of predictions that are all 0, such as equal scores.
    public var lossOfEqualScores: Double
    /// What the last should be by the textbook, a sample; nil where the loss is not one from the textbook.
    public var chanceLoss: Double?
    public var samples: Int
    /// The number of classes; nil where there are none.
    public var classes: Int?
    /// s, the standard deviation of a sample's scores, root mean square over samples.
    public var scoreDeviation: Double
    /// The objective with the given regularization, and with a stronger one; nil without any.
    public var objective: (given: Double, stronger: Double)?

    public init(
      loss: Double, lossOverAllLabels: Double?, lossOfEqualScores: Double, chanceLoss: Double?,
      samples: Int, classes: Int?, scoreDeviation: Double,
      objective: (given: Double, stronger: Double)? = nil
    ) {
      self.loss = loss
      self.lossOverAllLabels = lossOverAllLabels
      self.lossOfEqualScores = lossOfEqualScores
      self.chanceLoss = chanceLoss
      self.samples = samples
      self.classes = classes
      self.scoreDeviation = scoreDeviation
      self.objective = objective
    }
  }

  public init() {}

  public func findings(from seen: Observation) -> [Finding] {
    guard seen.loss.isFinite, (seen.lossOverAllLabels ?? 0).isFinite else {
      return [
        finding(
          .fail, .initialLoss, "the initial loss is not finite", evidence: "\(seen.loss)",
          expectation: expectation(seen),
          fix: "subtract the largest score before exp; look for NaN in the data")
      ]
    }
    var findings = [judge(seen)]
    if let (given, stronger) = seen.objective, given.isFinite, !(stronger > given) {
      findings.append(
        finding(
          .fail, .ineffectiveRegularization, "regularization does not raise the loss",
          evidence: "\(given.short), and \(stronger.short) with a stronger one",
          expectation: "a larger objective the stronger the regularization",
          fix: "add the penalty to the loss, over all weights"))
    }
    return findings
  }

  private func judge(_ seen: Observation) -> Finding {
    // A sum over the batch is another probe's; here it is taken for what it is.
    let isSummed =
      seen.samples > 1
      && near(
        seen.lossOfEqualScores / Double(seen.samples),
        seen.chanceLoss ?? seen.lossOfEqualScores, 0.02)
    let scale = isSummed ? Double(seen.samples) : 1
    let loss = seen.loss / scale
    let chance = seen.chanceLoss ?? seen.lossOfEqualScores / scale
    let evidence =
      "\(loss.short)\(isSummed ? " a sample" : ""), scores of deviation \(seen.scoreDeviation.short)"
    let fix = "check the loss function, its reduction and the labels against a case done by hand"
    guard near(seen.lossOfEqualScores / scale, chance, 0.02) else {
      return finding(
        .fail, .initialLoss, "the loss function is not what it should be",
        evidence: "\((seen.lossOfEqualScores / scale).short) for equal scores",
        expectation: expectation(seen), fix: fix)
    }
    // The batch is a sample of labels: its mean loss scatters by s/√N around that over all labels. Where those are not
    // known, the loss of random predictions may be any above that of none, and one far below it knows too much.
    let scatter = 5 * seen.scoreDeviation / Double(max(1, seen.samples)).squareRoot()
    let expected =
      seen.lossOverAllLabels.map { $0 / scale }
      ?? (seen.chanceLoss == nil ? loss : max(loss, chance / 2))
    guard abs(loss - expected) <= 0.02 * chance + scatter else {
      return finding(
        .fail, .initialLoss, "the initial loss is \(loss.short) instead of \(expected.short)",
        evidence: evidence, expectation: expectation(seen), fix: fix)
    }
    guard chance > 0 else {
      return notApplicable(.initialLoss, "\(evidence); predictions of 0 cost nothing")
    }
    let excess = expected / chance - 1
    let isTextbook = seen.chanceLoss != nil || seen.lossOverAllLabels != nil
    guard excess > (isTextbook ? 0.5 : 9) else {
      return pass(.initialLoss, evidence, expectation: expectation(seen))
    }
    return finding(
      isTextbook && excess > 2 ? .fail : .warn, .largeHead, "the first predictions are too large",
      evidence: evidence, expectation: expectation(seen),
      fix: "smaller initial weights in the last layer, or normalization before it: the first steps "
        + "go into undoing confident nonsense")
  }

  private func near(_ a: Double, _ b: Double, _ share: Double) -> Bool {
    abs(a - b) <= share * abs(b)
  }

  private func expectation(_ seen: Observation) -> String {
    guard let chance = seen.chanceLoss else {
      return seen.lossOverAllLabels.map { "about \($0.short), the mean over all labels" }
        ?? "about \(seen.lossOfEqualScores.short), that of predictions of 0"
    }
    let text = String(format: "%.3f", chance)
    guard let classes = seen.classes, let all = seen.lossOverAllLabels else {
      return "\(text), that of predictions of 0"
    }
    return "\(text) for \(classes) classes, \(all.short) with scores of this size"
  }
}
