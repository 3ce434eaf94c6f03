import GradientChecking

/// What the checker made of a gradient.
public enum Verdict: String, Sendable, Codable, CaseIterable {
  /// It passed.
  case passed
  /// It did not pass, but was not called wrong either: too much was inconclusive.
  case open
  /// It was called wrong.
  case refuted

  init(_ report: GradientReport) {
    let isRefuted =
      !report.probes.allSatisfy(\.isKept)
      || report.blocks.contains { block in
        block.direction.status.isFailure
          || Status.allCases.contains { $0.isFailure && block.count(of: $0) > 0 }
      }
    self = isRefuted ? .refuted : report.isPassed ? .passed : .open
  }
}
