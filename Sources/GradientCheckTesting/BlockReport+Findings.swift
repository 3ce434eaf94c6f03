import GradientChecking

/// What a failed block has to say for itself, in sentences.
extension BlockReport {
  /// Whether a coordinate that was checked is wrong, and not only a direction, or too much open.
  var isWrongSomewhere: Bool { worst.first?.status.isFailure ?? false }

  /// Whether only the random direction, which also sees what was not sampled, is wrong.
  private var isWrongElsewhere: Bool { !isWrongSomewhere && direction.status.isFailure }

  /// The worst of the block, as a verdict on all that was checked.
  func accusation(of subject: String) -> String {
    switch isWrongElsewhere ? direction.status : worst.first?.status {
    case .jump: "\(subject) has no derivative at \(finding)"
    case .disagree: "wrong gradient of \(subject): \(finding)"
    case .agree, .withinNoise, .oneSided, .subgradient, .inconclusive, nil:
      "inconclusive gradient of \(subject): \(finding)"
    }
  }

  /// The worst of the block.
  var finding: String {
    if isWrongElsewhere {
      return direction.sentence("\(name) along a random direction")
        + ", though none of the \(checked) checked coordinates is"
    }
    return worst.first.map(sentence) ?? name
  }

  /// What else is wrong, a coordinate each; where nothing is, what else is open.
  var furtherFindings: [String] {
    guard !isWrongElsewhere else { return [] }
    return worst.dropFirst()
      .filter { isWrongSomewhere ? $0.status.isFailure : $0.status == .inconclusive }
      .map(sentence)
  }

  /// What there is to say about the block as a whole.
  var remarks: [String] {
    let wrong = count(of: .disagree) + count(of: .jump)
    let count = wrong > 0 ? ["wrong at \(wrong) of \(checked) checked coordinates"] : []
    return (count + notes).map { "\(name): \($0)" }
  }

  private func sentence(_ coordinate: CoordinateReport) -> String {
    coordinate.sentence(coordinate.index.isEmpty ? name : "\(name)\(coordinate.index)")
  }
}
