import GradientChecking

extension GradientReport {
  /// Whether all is right, or wrong by no more than a relative error.
  func isPassed(within tolerance: Double) -> Bool {
    isPassed
      || tolerance > 0 && isComplete && probes.allSatisfy(\.isKept)
        && blocks.allSatisfy { $0.isPassed(within: tolerance) }
        // What another method has against gradients that are right is no matter of size.
        && (!opinions.contains(where: \.isAgainst) || blocks.contains { !$0.isPassed })
        && parts.allSatisfy { $0.isPassed(within: tolerance) }
  }

  /// Whether no derivative was compared though that was the plan.
  func isEmpty(_ plan: CheckPlan) -> Bool {
    !plan.isOfContractsOnly && blocks.allSatisfy { $0.size == 0 }
  }
}

extension BlockReport {
  /// Whether all is right, or wrong by no more than a relative error.
  func isPassed(within tolerance: Double) -> Bool {
    guard !isPassed, tolerance > 0 else { return isPassed }
    let found =
      ([direction] + worst).map { ($0.status, $0.relativeError) }
      + (jacobian?.worst ?? []).map { ($0.status, $0.relativeError) }
    // The worst are listed, a jump perhaps behind them, and what is open too where there is room.
    let listed = worst.count { $0.status == .inconclusive }
    return count(of: .jump) == 0 && jacobian?.count(of: .jump) ?? 0 == 0
      && listed == count(of: .inconclusive)
      // What failed for another reason than being wrong has not been excused.
      && found.contains { $0.0 == .disagree }
      && found.allSatisfy { status, error in
        switch status {
        case .disagree, .inconclusive: error <= tolerance
        case .jump: false
        case .agree, .withinNoise, .oneSided, .subgradient: true
        }
      }
  }
}
