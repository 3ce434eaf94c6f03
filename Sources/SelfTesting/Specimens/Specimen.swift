import GSL
import GradientChecking

/// A wrong gradient that the checker has to find, with what is wrong about it.
public struct Specimen: Sendable {
  /// What the gradient belongs to: "batchnorm", "huber", "gather".
  public let subject: String
  /// The mistake in words: "dx without γ".
  public let title: String
  public let mistake: Mistake
  /// Public threads in which it was reported: "Knet#288".
  public let threads: [String]
  /// The blocks in which the gradient is wrong.
  public let culprits: [String]
  /// The map with the right gradient, nil where there is none.
  let right: (any DifferentiableMap)?
  /// A fresh map with the wrong gradient: some remember their calls.
  let wrong: @Sendable () -> any DifferentiableMap
  /// Whether a small share of the mistake is a mistake: not so where any value between two is right.
  let isDilutable: Bool
  /// Whether a rule made it, not somebody who knew of it: such ones measure what is caught, not what is named.
  var isGenerated = false

  /// Names the specimen in reports: "batchnorm: dx without γ".
  public var id: String { "\(subject): \(title)" }

  /// One strength of the specimen.
  public struct Strain: Sendable {
    public let dilution: Dilution
    /// What the mistake looks like at this strength: one in a single entry is known by its place.
    public let appearance: Mistake
    /// The largest relative error that it makes in a coordinate.
    public let error: Double
    /// A fresh map of it.
    let map: @Sendable () -> any DifferentiableMap
  }

  /// Relative errors below this are within what "good" allows, ten times over, and no mistake.
  private static let leastError = 1e-6

  /// The strengths in which the specimen is a mistake to a check of this seed, the undiluted one first.
  public func strains(seed: UInt64 = 0) throws -> [Strain] {
    guard let right else {
      return [Strain(dilution: .none, appearance: mistake, error: .infinity, map: wrong)]
    }
    let point = Point(right.variables.map(\.values))
    let outputs = try right.evaluate(at: point).output.count
    let cotangent = GradientChecker.cotangent(outputs, seed: seed)
    let (a, b) = (
      try wrong().pullback(of: cotangent, at: point),
      try right.pullback(of: cotangent, at: point)
    )
    // One that is wrong only from the second call on has nothing to dilute yet.
    guard let peak = Peak(of: a, from: b) else {
      return [Strain(dilution: .none, appearance: mistake, error: .infinity, map: wrong)]
    }
    return (isDilutable ? Dilution.all : [.none]).compactMap { dilution in
      // Where a block is one number, it is its only slice and entry.
      guard dilution.portion == .whole || right.variables[peak.block].values.count > 1 else {
        return nil
      }
      let places = peak.places(dilution.portion, of: right.variables)
      let error =
        zip(places, zip(a.blocks, b.blocks)).flatMap { places, blocks in
          places.map { i in
            let value = blocks.1[i] + dilution.share * (blocks.0[i] - blocks.1[i])
            return relativeError(value, blocks.1[i])
          }
        }.max() ?? 0
      // A slice in which one entry only is wrong is known by the entry.
      let isOne = places[peak.block].count { a[peak.block][$0] != b[peak.block][$0] } == 1
      // Along an axis of one slice that is the whole.
      guard dilution.portion != .slice || peak.isProperSlice(of: right.variables) else {
        return nil
      }
      let appearance = peak.place(
        dilution.portion == .slice && isOne ? .entry : dilution.portion, of: right.variables)
      guard dilution != .none else {
        return Strain(dilution: .none, appearance: mistake, error: error, map: wrong)
      }
      guard error >= Specimen.leastError else { return nil }
      return Strain(
        dilution: dilution, appearance: appearance ?? mistake.diluted(dilution.share), error: error
      ) {
        DilutedMap(right: right, wrong: wrong(), share: dilution.share, places: places)
      }
    }
  }
}

/// Where a wrong gradient is furthest off.
private struct Peak {
  let block: Int
  let coordinate: Int

  /// Nil where the two are the same, or not finite.
  init?(of wrong: Point, from right: Point) {
    var best: (distance: Double, block: Int, coordinate: Int)?
    for (block, (a, b)) in zip(wrong.blocks, right.blocks).enumerated() {
      for (i, (a, b)) in zip(a, b).enumerated() {
        let distance = (a - b).magnitude
        guard distance.isFinite else { return nil }
        if distance > best?.distance ?? 0 { best = (distance, block, i) }
      }
    }
    guard let best else { return nil }
    (block, coordinate) = (best.block, best.coordinate)
  }

  /// The coordinates of every block that a portion takes in.
  func places(_ portion: Dilution.Portion, of variables: [Variable]) -> [[Int]] {
    variables.enumerated().map { position, variable in
      let all = Array(variable.values.indices)
      switch portion {
      case .whole: return all
      case .entry: return position == block ? [coordinate] : []
      case .slice:
        guard position == block else { return [] }
        let (axis, slice) = slice(of: variable)
        return all.filter { variable.index(ofOffset: $0)[axis] == slice }
      }
    }
  }

  /// A portion as a mistake of its own; nil for the whole.
  func place(_ portion: Dilution.Portion, of variables: [Variable]) -> Mistake? {
    let variable = variables[block]
    switch portion {
    case .whole: return nil
    case .entry: return .place("\(variable.name)\(variable.index(ofOffset: coordinate))")
    case .slice:
      let (axis, slice) = slice(of: variable)
      guard variable.shape.count > 1 else { return .place("\(variable.name)[\(slice)]") }
      return .place("\(variable.name), \(slice) along axis \(axis)")
    }
  }

  /// Whether there is more than one slice.
  func isProperSlice(of variables: [Variable]) -> Bool {
    let variable = variables[block]
    return variable.shape[slice(of: variable).axis] > 1
  }

  /// The channel of an input or the output of a parameter in which the peak lies.
  private func slice(of variable: Variable) -> (axis: Int, index: Int) {
    let axis = min(variable.role == .input ? 1 : 0, variable.shape.count - 1)
    return (axis, variable.index(ofOffset: coordinate)[axis])
  }
}
