/// The share of tanh outputs beyond ±0.97 and of sigmoid outputs below 0.03 or above 0.97, where hardly
/// any gradient gets through.
///
/// Half of a layer's outputs at their limits fail, 30 % are a warning: before training scores of about unit size
/// leave 4 % of tanh and none of sigmoid outputs there. The last layer answers with confidence where it is right,
/// and gates open and shut; neither is judged.
public struct Saturation: TrainingProbe {
  public static let name = ProbeName.saturation
  private static let warning = 0.3
  private static let failure = 0.5

  public init() {}

  public func findings(from history: TrainingHistory) -> [Finding] {
    guard let start = worst(in: history.first),
      let now = worst(in: history.recent.last { !$0.layers.isEmpty } ?? history.first)
    else {
      return [notApplicable(.saturatedFromTheStart, "no tanh and no sigmoid")]
    }
    let isFromTheStart = start.share > Saturation.warning
    let (layer, share) = isFromTheStart ? start : now
    let expectation = "less than 30 % of a layer at its limits, where the slope is below 0.06"
    let evidence = "\(share.percent) of \(layer) at its limits"
    guard share > Saturation.warning else {
      return [pass(.saturatedFromTheStart, evidence, expectation: expectation)]
    }
    return [
      finding(
        share > Saturation.failure ? .fail : .warn,
        isFromTheStart ? .saturatedFromTheStart : .saturatedInTraining,
        "\(layer) is saturated\(isFromTheStart ? " from the start" : "")", evidence: evidence,
        expectation: expectation,
        fix: isFromTheStart
          ? "smaller initial weights (Xavier), or normalized inputs" : "a lower learning rate",
        layer: layer)
    ]
  }

  private func worst(in step: TrainingStep?) -> (layer: String, share: Double)? {
    guard let step else { return nil }
    let end = step.layers.lastIndex { $0.kind == .affine } ?? step.layers.count
    // Sigmoids beside other activations are gates; in a stack of one kind they are what they seem.
    let hasOthers = step.layers[..<end].contains { $0.kind == .tanh || $0.kind == .relu }
    return step.layers[..<end].filter { $0.kind == .tanh || $0.kind == .sigmoid && !hasOthers }
      .compactMap { layer in layer.saturatedShare.map { (layer.name, $0) } }.max { $0.1 < $1.1 }
  }
}
