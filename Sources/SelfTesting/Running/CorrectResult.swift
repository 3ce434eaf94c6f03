import GradientChecking

/// What came of one correct case.
public struct CorrectResult: Sendable, Codable, Equatable {
  public let subject: String
  public let title: String
  /// The number by which it was drawn, nil for a specimen's right twin.
  public let number: Int?
  /// The case was a false alarm where it was refuted.
  public let verdict: Verdict
  public let coordinates: Int
  public let inconclusive: Int
  /// The worst coordinate of a case that did not pass.
  public let worst: String?
}

extension CorrectResult {
  init(_ subject: String, _ title: String, number: Int?, _ report: GradientReport) {
    self.subject = subject
    self.title = title
    self.number = number
    verdict = Verdict(report)
    coordinates = report.blocks.reduce(0) { $0 + $1.checked }
    inconclusive = report.blocks.reduce(0) { $0 + $1.count(of: .inconclusive) }
    worst = verdict == .passed ? nil : CorrectResult.worst(report)
  }

  /// A right update rule.
  init(_ specimen: OptimizerSpecimen) {
    let error = specimen.error(Dilution(portion: .whole, share: 0))
    subject = specimen.subject
    title = "right twin of \(specimen.id)"
    number = nil
    verdict = error > OptimizerSpecimen.tolerance ? .refuted : .passed
    coordinates = TrajectoryCheck.count
    inconclusive = 0
    worst = verdict == .passed ? nil : "a step is off by \(error) of its size"
  }

  private static func worst(_ report: GradientReport) -> String {
    if let broken = report.probes.first(where: { !$0.isKept }) {
      return "\(broken.promise): \(broken.evidence ?? "broken")"
    }
    for block in report.blocks where !block.isPassed {
      if let worst = block.worst.first,
        block.direction.status.isFailure == false
          || worst.status.isFailure
      {
        return "\(block.name)\(worst.index): \(worst.status.rawValue), "
          + "analytic \(worst.analytic), numeric \(worst.numeric) ± \(worst.error)"
      }
      let direction = block.direction
      return "direction through \(block.name): \(direction.status.rawValue), "
        + "analytic \(direction.analytic), numeric \(direction.numeric) ± \(direction.error)"
    }
    return ""
  }
}
