/// ReLU units that were not positive for any of the last 1,000 samples (a channel: at no place of any
/// image), so that no gradient passes through them and they can only come back by accident.
///
/// A share of zeros is not death: half is healthy. A layer fails from 80 % dead units on and warns from 40 %, the
/// textbook sign of too high a learning rate: of few inputs in one corner, as a discriminator has them, up to half
/// of the units never see their side, and in value networks, whose inputs move, two fifths were seen to fall silent; of
/// those that lived half count. Of fewer than eight units 40 % are dead by chance: of positive inputs a random
/// unit gets the sign of its weights' sum, so that those which never lived count from 80 % on there. A layer of a
/// single unit is another finding's. Whether they died or never lived tells the cause: a learning rate, or an
/// initialization.
public struct DeadReLU: TrainingProbe {
  public static let name = ProbeName.deadReLU
  /// The number of samples without a positive output after which a unit counts as dead.
  public static let window = 1000
  private static let warning = 0.4
  private static let failure = 0.8
  private static let half = 0.5
  private static let fewUnits = 8

  public init() {}

  public func findings(from history: TrainingHistory) -> [Finding] {
    guard let seen = history.activities.map(\.activity.samples).max() else {
      return [notApplicable(.deadFromTheStart, "no ReLU")]
    }
    guard history.firstNotFinite == nil else {
      // NaN is not positive either, but that is not what is wrong with it.
      return [notApplicable(.deadFromTheStart, "outputs that are not finite")]
    }
    guard seen >= DeadReLU.window else {
      return [
        notApplicable(
          .deadFromTheStart, "\(seen) samples seen, it takes \(DeadReLU.window) to tell")
      ]
    }
    let shares = history.activities.filter { $0.activity.units > 1 }.map { layer, activity in
      (
        layer, activity,
        share: Double(activity.silent(for: DeadReLU.window)) / Double(activity.units)
      )
    }
    let worst = shares.max { $0.share < $1.share }
    let expectation = "less than 40 % of units that are never positive for 1,000 samples"
    // What is dead in front starves what comes behind, so the first layer is the one to name.
    guard
      let (layer, activity, share) = shares.first(where: { $0.share >= DeadReLU.failure })
        ?? shares.first(where: { _, activity, share in
          let died = 2 * activity.neverActive < activity.silent(for: DeadReLU.window)
          return died
            ? share >= DeadReLU.half
            : share >= DeadReLU.warning && activity.units >= DeadReLU.fewUnits
        })
    else {
      return [
        pass(
          .deadFromTheStart, "at most \((worst?.share ?? 0).percent) of a layer's units",
          expectation: expectation)
      ]
    }
    let dead = activity.silent(for: DeadReLU.window)
    let isFromTheStart = 2 * activity.neverActive > dead
    let others = shares.filter { $0.0 != layer && $0.share >= DeadReLU.warning }.map(\.0)
    let evidence = [
      "\(dead) of \(activity.units) units never positive for \(DeadReLU.window) samples",
      others.isEmpty ? nil : "also \(others.listed)", shift(before: layer, in: history.first),
    ].compactMap { $0 }.joined(separator: "; ")
    return [
      finding(
        share >= DeadReLU.failure ? .fail : .warn,
        isFromTheStart ? .deadFromTheStart : .diedInTraining,
        isFromTheStart ? "\(layer) is dead from the start" : "\(layer) died in training",
        evidence: evidence, expectation: expectation,
        fix: isFromTheStart
          ? "biases at 0 and weights of variance 2/fanIn before it"
          : "a lower learning rate, or leaky ReLU", layer: layer)
    ]
  }

  /// What shifts the layer's input: the mean of the bias right before it.
  private func shift(before layer: String, in step: TrainingStep?) -> String? {
    guard let step, let position = step.layers.firstIndex(where: { $0.name == layer }),
      position > 0,
      let bias = step.parameters.first(where: {
        $0.knownRole == .bias && $0.name.hasPrefix("\(step.layers[position - 1].name).")
      }), bias.mean != 0
    else { return nil }
    return "\(bias.name) is \(bias.mean.short) on average"
  }
}
