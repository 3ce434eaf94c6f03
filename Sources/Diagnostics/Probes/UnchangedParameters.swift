import Foundation
import GSL

/// Whether every tensor that should learn gets a gradient and moves, downhill in the first step, and every
/// frozen one stays.
///
/// A bias before a normalization has no gradient by right, so the absence of gradients is judged on
/// weights and gains only, and from the second step on: behind a layer that starts at zero there is none
/// in the first.
public struct UnchangedParameters: TrainingProbe {
  public static let name = ProbeName.unchangedParameters
  /// Iterations without a step of the optimizer that no accumulation takes.
  private static let patience = 70

  public init() {}

  public func findings(from history: TrainingHistory) -> [Finding] {
    guard let parameters = history.lastWithParameters?.parameters else {
      let untold =
        history.count >= UnchangedParameters.patience && history.losses.allSatisfy(\.isFinite)
      // What falls is updated, by an optimizer that nobody watches.
      let falls = history.trend.map { $0.isAbove($0.start, $0.end) } ?? false
      guard untold, !falls, history.recent.allSatisfy({ $0.isUpdated == false }) else {
        return [notApplicable(.unmovedParameter, "no tensors were reported")]
      }
      return [
        finding(
          .fail, .unmovedParameter, "nothing is updated",
          evidence: "no step of the optimizer in \("iteration".counted(history.count))",
          expectation: "every tensor gets a gradient and moves downhill, frozen ones stay",
          fix: "call the optimizer's step after backward")
      ]
    }
    guard history.firstUpdate != nil || history.stepsWithParameters >= TrainingHistory.window else {
      return [notApplicable(.unmovedParameter, "no update yet: gradients may be accumulated")]
    }
    let learned = parameters.filter { !$0.isFrozen }
    let isAnyChanging = !history.withChangingGradient.isEmpty
    let unmoved = learned.map(\.name).filter {
      history.pushed.contains($0) && !history.moved.contains($0)
        && (!isAnyChanging || history.withChangingGradient.contains($0)) && !history.roundsAway($0)
    }
    let withoutGradient = learned.filter {
      history.stepsWithParameters > 1 && $0.knownRole != nil && $0.knownRole != .bias
        && !history.withGradient.contains($0.name)
    }.map(\.name)
    let thawed = parameters.filter { $0.isFrozen && history.moved.contains($0.name) }.map(\.name)

    let expectation = "every tensor gets a gradient and moves downhill, frozen ones stay"
    var findings: [Finding] = []
    if !unmoved.isEmpty {
      let isAll = learned.allSatisfy { $0.knownRole == .bias || unmoved.contains($0.name) }
      findings.append(
        finding(
          .fail, .unmovedParameter,
          isAll ? "nothing is updated" : "the optimizer leaves \(unmoved.listed) out",
          evidence:
            "a gradient but no change in \("step".counted(history.count)): \(unmoved.listed)",
          expectation: expectation,
          fix: isAll
            ? "apply the update, with a learning rate large enough to change a number"
            : "give these tensors to the optimizer", layer: isAll ? nil : unmoved.first))
    }
    if !withoutGradient.isEmpty {
      let isAll = learned.allSatisfy { !history.withGradient.contains($0.name) }
      findings.append(
        finding(
          .fail, .noGradient, "no gradient reaches \(isAll ? "anything" : withoutGradient.listed)",
          evidence: "a gradient of exactly 0 in \("step".counted(history.count))",
          expectation: expectation,
          fix: isAll
            ? "look whether the loss is cut off from the parameters, and whether gradients are zeroed between "
              + "backward and the optimizer's step"
            : "look for dead units, zero weights, a detached or missing part of backward behind it",
          layer: isAll ? nil : withoutGradient.first))
    }
    if let finding = frozen(parameters, history) { findings.append(finding) }
    if let finding = rounded(history) { findings.append(finding) }
    if let finding = cutOff(learned, history) { findings.append(finding) }
    if withoutGradient.isEmpty, let finding = starved(learned, history) {
      findings.append(finding)
    }
    if !thawed.isEmpty {
      findings.append(
        finding(
          .fail, .movedFrozenParameter, "frozen tensors move",
          evidence: "\(thawed.listed) changed", expectation: expectation,
          fix: "leave them out of the update, weight decay included", layer: thawed.first))
    }
    if let (evidence, layer) = uphill(history) {
      findings.append(
        finding(
          .fail, .uphillUpdate, "updates go uphill", evidence: evidence, expectation: expectation,
          fix: "subtract the step; look at the sign of the loss and of its gradient", layer: layer))
    }
    guard findings.isEmpty else { return findings }
    return [
      pass(
        .unmovedParameter,
        "all \("tensor".counted(learned.count)) moved in \("step".counted(history.count))",
        expectation: expectation)
    ]
  }
}

// MARK: - Rounded away

extension UnchangedParameters {
  /// Weights in half precision most of whose entries stay what they were, though they have a gradient: a step below
  /// half a unit in the last place is none.
  private func rounded(_ history: TrainingHistory) -> Finding? {
    let lost = history.recentUpdates.flatMap(\.parameters).filter(\.isWeightLike).compactMap(\.lost)
    guard lost.count >= TrainingHistory.window, let share = Statistics.median(lost), share > 0.5
    else { return nil }
    return finding(
      .fail, .learningRateTooLow, "most of each step is lost in rounding",
      evidence: "\(share.percent) of the weights stay what they were, in half precision",
      expectation: "steps above a 256th of a weight in bfloat16, a 2048th in half precision",
      fix: "weights in single precision, and half precision for products alone (autocast); else a "
        + "higher learning rate")
  }
}

// MARK: - Frozen

extension UnchangedParameters {
  /// Weights that are frozen in a training that is not seen to learn. In one that does they are so on purpose.
  private func frozen(
    _ parameters: [ParameterStatistics], _ history: TrainingHistory
  ) -> Finding? {
    let tensors = parameters.filter { $0.isFrozen && $0.knownRole == .weight }
    let frozen = tensors.map(\.name)
    // What was loaded is seldom of the size of a fresh initialization.
    let fresh = tensors.compactMap(\.isFreshlyDrawn)
    let areFresh = fresh.isEmpty ? nil : 3 * fresh.count(where: { $0 }) >= 2 * fresh.count
    guard !frozen.isEmpty, let trend = history.trend, trend.losses.count >= 40,
      !history.isLearning, !history.hasConverged(at: trend.end.value),
      areFresh ?? history.startsFresh ?? true
    else { return nil }
    return finding(
      .warn, .frozenParameters, "\(frozen.listed) frozen, and the loss hardly falls",
      evidence: "\("tensor".counted(frozen.count)) of \(parameters.count) cannot learn",
      expectation: "the layers that are new are learned",
      fix: "look whether these are the tensors that were meant to be frozen", layer: frozen.first)
  }
}

// MARK: - Cut off

extension UnchangedParameters {
  /// Weights that had a gradient and have none any more, of exactly 0 in the last ten updates, beside others that have
  /// one, in a training that does not learn. Dead units do so too, and are another finding's.
  private func cutOff(_ learned: [ParameterStatistics], _ history: TrainingHistory) -> Finding? {
    let recent = history.recentUpdates
    guard recent.count == TrainingHistory.window, history.trend != nil, !history.isLearning,
      !history.activities.contains(where: {
        $0.activity.silent(for: 1) == $0.activity.units
      })
    else { return nil }
    let alive = Set(recent.flatMap { $0.parameters.filter { $0.gradientNorm != 0 }.map(\.name) })
    let lost = learned.filter {
      $0.knownRole == .weight && history.withGradient.contains($0.name) && !alive.contains($0.name)
    }.map(\.name)
    guard !lost.isEmpty, learned.contains(where: { alive.contains($0.name) }) else { return nil }
    return finding(
      .fail, .noGradient, "no gradient reaches \(lost.listed) any more",
      evidence: "a gradient at first, and of exactly 0 in the last "
        + "\("update".counted(recent.count)), while others have one",
      expectation: "every tensor gets a gradient and moves downhill, frozen ones stay",
      fix: "look whether a part of the forward pass runs without gradients, or is detached",
      layer: lost.first)
  }
}

// MARK: - Starved

extension UnchangedParameters {
  /// Weights whose gradient never was more than what rounding leaves of 0, in a training that does not learn: what
  /// they do is lost on the way to the loss, as that of queries which attend to padding alone.
  private func starved(_ learned: [ParameterStatistics], _ history: TrainingHistory) -> Finding? {
    guard history.stepsWithParameters >= TrainingHistory.window, history.trend != nil,
      !history.isLearning, !GradientFlow.vanishes(in: history)
    else { return nil }
    let starved = learned.filter {
      $0.knownRole == .weight && $0.count != nil && history.withGradient.contains($0.name)
        && !history.pushed.contains($0.name)
    }.map(\.name)
    guard !starved.isEmpty, starved.count < learned.count else { return nil }
    return finding(
      .warn, .noGradient, "next to no gradient reaches \(starved.listed)",
      evidence: "never a hundred-thousandth of the largest in "
        + "\("step".counted(history.count)), and the loss does not fall",
      expectation: "gradients of one scale, up to a factor of 10,000",
      fix: "look what the loss sees of it: a mask the wrong way round, a saturated softmax",
      layer: starved.first)
  }
}

// MARK: - Uphill

extension UnchangedParameters {
  /// Healthy steps go downhill to first order, those of one batch as a rule and the first of all always; momentum,
  /// decay and clipping turn a step aside, not around. Where angles were told, a tensor that goes up in the first
  /// update and in four of five later ones is going the wrong way. Where they were not, a loss that rises from the start by as much as the steps
  /// promise to lower it is.
  private func uphill(_ history: TrainingHistory) -> (evidence: String, layer: String?)? {
    let first = history.firstUpdate
    let recent = history.recentUpdates.flatMap(\.parameters)
    let against = (first?.parameters ?? []).filter { tensor in
      guard !tensor.isFrozen, tensor.isWeightLike, (tensor.descent ?? 1) < -0.5 else {
        return false
      }
      let angles = recent.filter { $0.name == tensor.name }.compactMap(\.descent)
      return angles.count(where: { $0 < 0 }) * 5 >= angles.count * 4
    }
    if !against.isEmpty {
      return ("steps go along the gradient in \(against.map(\.name).listed)", against.first?.name)
    }
    return smoothRise(history)
  }

  private func smoothRise(_ history: TrainingHistory) -> (evidence: String, layer: String?)? {
    let losses = Array(history.losses.prefix(while: \.isFinite))
    let promised = history.summaries.map(\.reach)
    guard losses.count >= LossTrend.fewest, let start = losses.first, start > 0,
      promised.count >= losses.count
    else { return nil }
    // As far as the loss has doubled, or to the tenth step.
    let end = max(LossTrend.fewest - 1, losses.firstIndex { $0 > 2 * start } ?? losses.count - 1)
    let total = promised[..<end].reduce(0, +)
    let actual = log(losses[end] / start)
    guard let trend = LossTrend(losses), trend.isAboveStart, trend.lowest.value > 0.8 * start,
      actual > 0.05, total.isFinite, (0.2...5).contains(actual / total),
      promised[..<end].allSatisfy({ $0 < 1 })
    else { return nil }
    return (
      "the loss rises by \((exp(actual) - 1).percent) in \("step".counted(end)) that promise to lower it by "
        + "as much", nil
    )
  }
}

extension [String] {
  /// Up to three of the names, and how many more.
  var listed: String {
    let shown = prefix(3).joined(separator: ", ")
    return count > 3 ? "\(shown) and \(count - 3) more" : shown
  }
}
