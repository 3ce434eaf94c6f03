import Foundation

/// How the scale of activations changes from layer to layer at the initialization.
///
/// The standard deviation σₗ of the outputs of the affine layers should stay about the same, which is
/// what initializers by fan-in are made for (He et al., "Delving deep into rectifiers", ICCV 2015). What
/// is judged is the change from the first to the last hidden layer, not the scale itself, which is a
/// matter of convention: beyond a factor of 50 either way the probe fails, or of 8 up from layer to layer;
/// beyond 10 it warns. The last
/// layer is left to ``InitialLoss``.
///
/// Outputs more than 2.6 times as large as weights and inputs explain are those behind a dropout of 0.85 and more.
///
/// Units of a hidden layer that all do the same, or whose weights are all 0, get the same gradient and
/// stay the same for ever: the symmetry was not broken.
public struct ActivationSpread: TrainingProbe {
  public static let name = ProbeName.activationSpread
  private static let warning = 10.0
  private static let failure = 50.0
  /// From one layer to the next, where He's initialization has 1 and others less.
  private static let explosion = 8.0
  /// Units this close, relative to their size, do the same up to rounding.
  private static let equality = 1e-5
  /// The highest rate of dropout that anybody wants.
  private static let strongest = 0.85
  private static let expectation =
    "the scale stays within a factor of 10, and units differ from each other"

  public init() {}

  public func findings(from history: TrainingHistory) -> [Finding] {
    [spread(history)] + [bottleneck(history), dropout(history)].compactMap { $0 }
  }

  /// What a dropout of rate p between two layers makes of random weights: outputs 1/√(1 − p) times as large as the
  /// weights and what comes before them explain, √n·rms(W)·rms(x). Sums over sets and the like do so too, where
  /// the network learns all the same.
  private func dropout(_ history: TrainingHistory) -> Finding? {
    guard let first = history.first, first.isTraining != false,
      let trend = history.trend, trend.losses.count >= 40, !history.isLearning
    else { return nil }
    if let rate = first.dropout, rate > ActivationSpread.strongest {
      return finding(
        .warn, .strongDropout, "dropout leaves hardly anything",
        evidence: "a rate of \(rate.short), and the loss does not fall",
        expectation: "a dropout of at most 0.5",
        fix: "look whether a probability to keep is given as one to drop")
    }
    guard history.startsFresh != false else { return nil }
    for (before, layer) in zip(first.layers, first.layers.dropFirst()) where layer.kind == .affine {
      let weight = first.parameters.first { $0.name == "\(layer.name).weight" }
      let bias = first.parameters.first { $0.name == "\(layer.name).bias" }
      guard [.relu, .tanh, .sigmoid].contains(before.kind), let gain = weight?.gain,
        let fanIn = weight?.fanIn, let units = weight?.count.map({ $0 / max(1, fanIn) }), units > 0,
        fanIn == before.activeUnits?.count ?? fanIn
      else { continue }
      let ofBias = bias.map { $0.norm * $0.norm / Double(units) } ?? 0
      let own = max(0, layer.standardDeviation * layer.standardDeviation - ofBias).squareRoot()
      let excess = own / (gain * before.rootMeanSquare)
      let rate = 1 - 1 / (excess * excess)
      guard excess.isFinite, rate > ActivationSpread.strongest else { continue }
      return finding(
        .warn, .strongDropout, "dropout leaves hardly anything of what \(layer.name) gets",
        evidence:
          "its outputs are \(excess.short) times as large as its weights and \(before.name) "
          + "explain, as behind a dropout of \(rate.short), and the loss does not fall",
        expectation: "a dropout of at most 0.5",
        fix: "look whether a probability to keep is given as one to drop; else what lies before "
          + "that layer", layer: layer.name)
    }
    return nil
  }

  /// A hidden layer of a single unit, which is all that the next one gets, in a training that is known not to fall: attention scores and gates have
  /// one by right.
  private func bottleneck(_ history: TrainingHistory) -> Finding? {
    guard let first = history.first, history.trend != nil, !history.isLearning else { return nil }
    let weights = first.parameters.filter { $0.knownRole == .weight && !$0.isFrozen }
    let end = first.layers.last { $0.kind == .affine }.map { "\($0.name).weight" }
    guard
      let (narrow, _) = zip(weights, weights.dropFirst()).first(where: { weight, next in
        weight.shape?.first == 1 && next.shape?.dropFirst().first ?? 1 == 1 && weight.fanIn ?? 1 > 1
          && weight.name != end
          && (first.layers.isEmpty
            || first.layers.contains { $0.kind == .affine && "\($0.name).weight" == weight.name })
      })
    else { return nil }
    return finding(
      .warn, .bottleneck, "\(narrow.name) has a single unit",
      evidence: "all that comes after sees one number, and the loss does not fall",
      expectation: "hidden layers of more units than there are things to tell apart",
      fix: "more units in that layer", layer: narrow.name)
  }

  private func spread(_ history: TrainingHistory) -> Finding {
    guard let first = history.first else {
      return notApplicable(.activationSpread, "no step was recorded")
    }
    if let finding = symmetry(in: first, history) { return finding }
    // A normalization sets the scale anew.
    guard !first.layers.contains(where: { $0.kind == .normalization && $0.standardDeviation > 0.1 })
    else {
      return notApplicable(.activationSpread, "layers are normalized")
    }
    let hidden = first.layers.filter { $0.kind == .affine }.dropLast()
    guard hidden.count >= 2, let start = hidden.first, let end = hidden.last else {
      return notApplicable(.activationSpread, "fewer than two hidden layers")
    }
    guard start.standardDeviation.isFinite, end.standardDeviation.isFinite else {
      return notApplicable(.activationSpread, "activations are not finite")
    }
    guard start.standardDeviation > 0 else {
      return notApplicable(.activationSpread, "the activations of \(start.name) are all the same")
    }
    let change = end.standardDeviation / start.standardDeviation
    let perLayer = pow(change, 1 / Double(hidden.count - 1))
    let evidence =
      "σ \(start.standardDeviation.short) in \(start.name), "
      + "\(end.standardDeviation.short) in \(end.name)"
    guard change.isFinite, max(change, 1 / change) > ActivationSpread.warning else {
      return pass(.activationSpread, evidence, expectation: ActivationSpread.expectation)
    }
    let shrinks = change < 1
    return finding(
      max(change, 1 / change) > ActivationSpread.failure || perLayer > ActivationSpread.explosion
        ? .fail : .warn, .activationSpread,
      "activations \(shrinks ? "vanish" : "explode") from layer to layer", evidence: evidence,
      expectation: ActivationSpread.expectation,
      fix: "initialize with variance 2/fanIn (He) before ReLU, 2/(fanIn + fanOut) (Xavier) "
        + "before tanh; or normalize the layers", remedy: .initialization, layer: end.name)
  }

  /// Weights that start at zero and never get a gradient, or all of several; or one value for all; or units that
  /// do the same though their weights are not zero. What starts at zero and gets a gradient grows: a head, the
  /// last layer of a residual branch, half of a low-rank pair.
  private func symmetry(in step: TrainingStep, _ history: TrainingHistory) -> Finding? {
    let weights = step.parameters.filter { $0.knownRole == .weight && !$0.isFrozen }
    let atZero = weights.filter { $0.norm == 0 }
    let zero =
      atZero.count > 1 && atZero.count == weights.count
      ? atZero.map(\.name)
      : atZero.dropLast(atZero.last == weights.last ? 1 : 0)
        .filter { !history.withGradient.contains($0.name) }.map(\.name)
    let norms = Dictionary(step.parameters.map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a })
    let narrow = Set(weights.filter { $0.count != nil && $0.count == $0.fanIn }.map(\.name))
    let constant = weights.dropLast().filter { weight in
      !narrow.contains(weight.name) && weight.isConstant
        // A vector, such as gates or scales that begin at 1, has no units that could be alike.
        && weight.shape?.count != 1
        // One of two of a kind, such as the deviations of weights that are drawn, starts alike by right.
        && !weights.contains { $0.isSibling(of: weight) && !$0.isConstant }
    }.map(\.name)
    let equal =
      constant
      + step.layers.filter { $0.kind == .affine }.dropLast().filter { layer in
        // Behind a layer that is dead there are no more than biases.
        guard !step.isDead(before: layer.name) else { return false }
        let weight = norms["\(layer.name).weight"]
        guard let deviation = layer.unitDeviation, layer.rootMeanSquare > 0, weight?.norm != 0,
          !narrow.contains("\(layer.name).weight")
        else { return false }
        return deviation <= ActivationSpread.equality * layer.rootMeanSquare
      }.map(\.name)
    guard let layer = zero.first ?? equal.first else { return nil }
    let evidence =
      zero.isEmpty
      ? "all units do the same in \(equal.listed)" : "all values are 0 in \(zero.listed)"
    return finding(
      .fail, .symmetry,
      zero.isEmpty ? "all units start equal, and stay so" : "the weights start at zero",
      evidence: evidence,
      expectation: "weights that differ from unit to unit: equal units get equal gradients",
      fix: "draw the weights at random, with variance 2/fanIn before ReLU; zero is for biases",
      remedy: .initialization,
      layer: layer)
  }
}

extension TrainingStep {
  /// Whether no unit of the ReLU right before a layer is positive.
  fileprivate func isDead(before layer: String) -> Bool {
    guard let place = layers.firstIndex(where: { $0.name == layer }), place > 0,
      let active = layers[place - 1].activeUnits
    else { return false }
    return !active.contains(true)
  }
}

extension ParameterStatistics {
  /// Whether all values are one, other than 0.
  fileprivate var isConstant: Bool {
    guard let count, count > 1, norm > 0 else { return false }
    return abs(mean) * Double(count).squareRoot() > (1 - 1e-6) * norm
  }

  /// Whether both are tensors of one module, of one shape.
  fileprivate func isSibling(of other: ParameterStatistics) -> Bool {
    name != other.name && shape != nil && shape == other.shape
      && name.split(separator: ".").dropLast() == other.name.split(separator: ".").dropLast()
  }
}
