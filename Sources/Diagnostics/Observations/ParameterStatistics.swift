/// A learned tensor in one training step, as plain numbers.
///
/// What is left out is inferred where that is safe, and not judged otherwise: a tensor of unknown role that
/// starts at zero is no weight, and one of unknown size has no root mean square.
public struct ParameterStatistics: Sendable, Codable, Equatable {
  /// What a tensor is for, as far as probes care.
  public enum Role: String, Sendable, Codable {
    case weight
    case bias
    /// The gain of a normalization.
    case scale
    /// A small trained addition to weights that stay, such as one half of a low-rank pair: may start at zero.
    case adapter
  }

  /// The name, such as "conv1.weight".
  public var name: String
  /// The role as it was told; nil where it was not.
  public var role: Role?
  /// The extents, outputs first, as in [64, 3, 3, 3].
  public var shape: [Int]?
  /// The number of values; nil where neither it nor the shape was told.
  public var count: Int?
  /// The number of inputs of each output, for a weight: what initializers go by.
  public var fanIn: Int?
  /// ‖W‖, the Euclidean norm before the update.
  public var norm: Double
  /// The mean of the values before the update.
  public var mean: Double
  /// ‖∂L/∂W‖ of the data loss, or of the whole objective where the two are not kept apart.
  public var gradientNorm: Double
  /// The norm of the penalty's gradient; 0 where the tensor is not regularized.
  public var penaltyGradientNorm: Double
  /// ‖ΔW‖, from the real update: after minus before.
  public var updateNorm: Double
  /// The cosine of the angle between ΔW and the direction −∂L/∂W of steepest descent; nil where it is not
  /// known.
  public var descent: Double?
  /// −⟨ΔW, W⟩ / ‖W‖², the share of the weights that the step takes away, as weight decay does.
  public var shrinkage: Double?
  /// The norm of what the gradient's buffer held before the first backward since the last step: 0 where it was
  /// zeroed.
  public var staleGradientNorm: Double?
  /// Of numbers in half precision, the share that the step has left as they were though they have a gradient.
  public var lost: Double?
  /// Whether it is meant to stay as it is.
  public var isFrozen: Bool

  public init(
    _ name: String, _ role: Role? = nil, shape: [Int]? = nil, count: Int? = nil, fanIn: Int? = nil,
    norm: Double, mean: Double = 0, gradientNorm: Double, penaltyGradientNorm: Double = 0,
    updateNorm: Double, descent: Double? = nil, shrinkage: Double? = nil,
    staleGradientNorm: Double? = nil, isFrozen: Bool = false
  ) {
    self.name = name
    self.role = role
    self.shape = shape
    self.count = count ?? shape.flatMap(ParameterStatistics.product)
    self.fanIn =
      fanIn ?? shape.flatMap { $0.count > 1 ? ParameterStatistics.product($0.dropFirst()) : nil }
    self.norm = norm
    self.mean = mean
    self.gradientNorm = gradientNorm
    self.penaltyGradientNorm = penaltyGradientNorm
    self.updateNorm = updateNorm
    self.descent = descent.flatMap { $0.isNaN ? nil : $0 }
    self.shrinkage = shrinkage.flatMap { $0.isNaN ? nil : $0 }
    self.staleGradientNorm = staleGradientNorm
    self.isFrozen = isFrozen
  }

  /// The product of extents, nil where there is none.
  private static func product(_ extents: some Sequence<Int>) -> Int? {
    var product = 1
    for extent in extents {
      let (next, overflows) = product.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflows else { return nil }
      product = next
    }
    return product
  }
}

// MARK: - What follows

extension ParameterStatistics {
  /// The role, told or safely inferred: from the rank, else from the last part of the name.
  var knownRole: Role? {
    if let role { return role }
    if let shape {
      guard shape.count < 2 else { return .weight }
      return abs(mean) > 0.5
        && abs(mean * mean * Double(count ?? 0) - norm * norm) < 0.5 * norm * norm
        ? .scale : .bias
    }
    let last = name.split { $0 == "." || $0 == "/" || $0 == "_" }.last?.lowercased() ?? ""
    return switch last {
    case "weight", "weights", "kernel", "w": .weight
    case "bias", "biases", "b", "beta", "shift": .bias
    case "gamma", "scale", "gain": .scale
    default: nil
    }
  }

  /// Whether it counts as a weight where sizes of steps are judged: what is known to be none does not.
  var isWeightLike: Bool { knownRole == .weight || knownRole == nil }

  /// √(fanIn)·rms(W): how much a layer of random weights like these amplifies; √2 after initialization
  /// by He.
  var gain: Double? {
    guard let fanIn, let count else { return nil }
    return norm * (Double(fanIn) / Double(max(1, count))).squareRoot()
  }

  /// The root mean square of the gradient's entries, or their norm where the number is not known.
  var gradientRMS: Double { gradientNorm / Double(max(1, count ?? 1)).squareRoot() }

  /// −⟨g, ΔW⟩, by how much the step lowers the loss to first order; at most ‖g‖·‖ΔW‖.
  var predictedDecrease: Double {
    let bound = gradientNorm * updateNorm
    return bound == 0 ? 0 : (descent ?? 1) * bound
  }

  /// Whether its size is that of one of the usual initializations, up to the scatter of random draws.
  var isFreshlyDrawn: Bool? {
    guard knownRole == .weight, norm > 0, let gain, let fanIn, let count, count > 1 else {
      return nil
    }
    let fanOut = Double(count) / Double(max(1, fanIn))
    let rms = norm / Double(count).squareRoot()
    let tolerance = min(0.1, 0.01 + 3 / (2 * Double(count)).squareRoot())
    // He, LeCun, PyTorch's own, Xavier.
    let gains = [2.0, 1, 1.0 / 3, 2 * Double(fanIn) / (Double(fanIn) + fanOut)].map {
      $0.squareRoot()
    }
    return gains.contains { abs(gain / $0 - 1) < tolerance }
      || [1, 0.02, 0.01].contains { abs(rms / $0 - 1) < tolerance }
  }
}

// MARK: - Reading

extension ParameterStatistics {
  private enum CodingKeys: String, CodingKey {
    case name, role, shape, count, fanIn, norm, mean, gradientNorm, penaltyGradientNorm, updateNorm
    case descent, shrinkage, staleGradientNorm, lost, isFrozen
  }

  /// Only the name and the three norms have to be there.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try values.decode(String.self, forKey: .name),
      try values.decodeIfPresent(Role.self, forKey: .role),
      shape: try values.decodeIfPresent([Int].self, forKey: .shape),
      count: try values.decodeIfPresent(Int.self, forKey: .count),
      fanIn: try values.decodeIfPresent(Int.self, forKey: .fanIn),
      norm: try values.decode(Double.self, forKey: .norm),
      mean: try values.decodeIfPresent(Double.self, forKey: .mean) ?? 0,
      gradientNorm: try values.decode(Double.self, forKey: .gradientNorm),
      penaltyGradientNorm: try values.decodeIfPresent(Double.self, forKey: .penaltyGradientNorm)
        ?? 0,
      updateNorm: try values.decode(Double.self, forKey: .updateNorm),
      descent: try values.decodeIfPresent(Double.self, forKey: .descent),
      shrinkage: try values.decodeIfPresent(Double.self, forKey: .shrinkage),
      staleGradientNorm: try values.decodeIfPresent(Double.self, forKey: .staleGradientNorm),
      isFrozen: try values.decodeIfPresent(Bool.self, forKey: .isFrozen) ?? false)
    lost = try values.decodeIfPresent(Double.self, forKey: .lost)
  }
}
