/// An affine layer with what follows it up to the next one, in numbers.
public struct LayerRow: Sendable, Codable, Equatable {
  public let name: String
  /// The mean and standard deviation of what comes out at the end, at the first step.
  public let mean: Double
  public let standardDeviation: Double
  /// The root mean square of ∂L/∂W, at the first step.
  public let gradientRMS: Double?
  /// ‖ΔW‖ / ‖W‖, the median over the last steps.
  public let updateRatio: Double?
  /// The share of ReLU units that are dead; nil without ReLU, or where too few samples were seen.
  public let deadShare: Double?
  /// The share of tanh or sigmoid outputs at their limits, at the first step.
  public let saturatedShare: Double?

  /// The rows of a training that was watched.
  public static func rows(_ history: TrainingHistory) -> [LayerRow] {
    guard let step = history.first else { return [] }
    let ratios = Dictionary(
      UpdateRatio.medians(of: history).map { ($0.name, $0.ratio) }, uniquingKeysWith: { a, _ in a })
    let activities = Dictionary(
      history.activities.map { ($0.layer, $0.activity) }, uniquingKeysWith: { a, _ in a })
    let starts = step.layers.indices.filter { step.layers[$0].kind == .affine }
    return zip(starts, starts.dropFirst() + [step.layers.count]).map { start, end in
      let (affine, members) = (step.layers[start], step.layers[start..<end])
      let weight = step.parameters.first {
        $0.knownRole == .weight && $0.name.hasPrefix("\(affine.name).")
      }
      let activity = members.compactMap { activities[$0.name] }.first {
        $0.samples >= DeadReLU.window && $0.units > 0
      }
      return LayerRow(
        name: affine.name, mean: members.last?.mean ?? affine.mean,
        standardDeviation: members.last?.standardDeviation ?? affine.standardDeviation,
        gradientRMS: weight.map(\.gradientRMS),
        updateRatio: weight.flatMap { ratios[$0.name] },
        deadShare: activity.map {
          Double($0.silent(for: DeadReLU.window)) / Double($0.units)
        },
        saturatedShare: members.compactMap(\.saturatedShare).first)
    }
  }
}
