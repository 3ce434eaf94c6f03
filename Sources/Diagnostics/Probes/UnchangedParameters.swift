/// Whether every tensor that should learn gets a gradient and moves, and every frozen one stays.
///
/// A bias before a normalization has no gradient by right, so the absence of gradients is judged on
/// weights and gains only.
public struct UnchangedParameters: TrainingProbe {
  public static let name = ProbeName.unchangedParameters

  public init() {}

  public func findings(from history: TrainingHistory) -> [Finding] {
    guard let parameters = history.recent.last?.parameters, !parameters.isEmpty else {
      return [notApplicable(.unmovedParameter, "no tensors were reported")]
    }
    let learned = parameters.filter { !$0.isFrozen }
    let unmoved = learned.map(\.name).filter {
      history.withGradient.contains($0) && !history.moved.contains($0)
    }
    let withoutGradient = learned.filter {
      $0.role != .bias && !history.withGradient.contains($0.name)
    }.map(\.name)
    let thawed = parameters.filter { $0.isFrozen && history.moved.contains($0.name) }.map(\.name)

    let expectation = "every tensor gets a gradient and moves, frozen ones stay"
    var findings: [Finding] = []
    if !unmoved.isEmpty {
      let isAll = unmoved.count == learned.count
      findings.append(
        finding(
          .fail, .unmovedParameter,
          isAll ? "nothing is updated" : "the optimizer leaves \(unmoved.listed) out",
          evidence: "a gradient but no change in \(history.count) steps: \(unmoved.listed)",
          expectation: expectation,
          fix: isAll
            ? "apply the update, with a learning rate above 0"
            : "give these tensors to the optimizer", layer: unmoved.first))
    }
    if !withoutGradient.isEmpty {
      findings.append(
        finding(
          .fail, .noGradient, "no gradient reaches \(withoutGradient.listed)",
          evidence: "a gradient of exactly 0 in \(history.count) steps", expectation: expectation,
          fix: "look for dead units, zero weights or a missing part of backward behind it",
          layer: withoutGradient.first))
    }
    if !thawed.isEmpty {
      findings.append(
        finding(
          .fail, .movedFrozenParameter, "frozen tensors move",
          evidence: "\(thawed.listed) changed", expectation: expectation,
          fix: "leave them out of the update, weight decay included", layer: thawed.first))
    }
    guard findings.isEmpty else { return findings }
    return [
      pass(
        .unmovedParameter, "all \(learned.count) tensors moved in \(history.count) steps",
        expectation: expectation)
    ]
  }
}

extension [String] {
  /// Up to three of the names, and how many more.
  var listed: String {
    let shown = prefix(3).joined(separator: ", ")
    return count > 3 ? "\(shown) and \(count - 3) more" : shown
  }
}
