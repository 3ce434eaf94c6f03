/// A learned tensor in one training step, as plain numbers.
public struct ParameterStatistics: Sendable, Codable, Equatable {
  /// What a tensor is for, as far as probes care.
  public enum Role: String, Sendable, Codable {
    case weight
    case bias
    /// The gain of a normalization.
    case scale
  }

  /// The name, such as "conv1.weight".
  public var name: String
  public var role: Role
  /// The number of values.
  public var count: Int
  /// The number of inputs of each output, for a weight: what initializers go by.
  public var fanIn: Int?
  /// ‖W‖, the Euclidean norm before the update.
  public var norm: Double
  /// The mean of the values before the update.
  public var mean: Double
  /// ‖∂L/∂W‖ of the data loss.
  public var gradientNorm: Double
  /// The norm of the penalty's gradient; 0 where the tensor is not regularized.
  public var penaltyGradientNorm: Double
  /// ‖ΔW‖, from the real update: after minus before.
  public var updateNorm: Double
  /// The cosine of the angle between ΔW and the direction −∂L/∂W of steepest descent; nil where it is not
  /// known.
  public var descent: Double?
  /// Whether it is meant to stay as it is.
  public var isFrozen: Bool

  public init(
    _ name: String, _ role: Role = .weight, count: Int = 1, fanIn: Int? = nil, norm: Double,
    mean: Double = 0,
    gradientNorm: Double, penaltyGradientNorm: Double = 0, updateNorm: Double,
    descent: Double? = nil, isFrozen: Bool = false
  ) {
    self.name = name
    self.role = role
    self.count = count
    self.fanIn = fanIn
    self.norm = norm
    self.mean = mean
    self.gradientNorm = gradientNorm
    self.penaltyGradientNorm = penaltyGradientNorm
    self.updateNorm = updateNorm
    self.descent = descent
    self.isFrozen = isFrozen
  }

  /// √(fanIn)·rms(W): how much a layer of random weights like these amplifies; √2 after initialization
  /// by He.
  var gain: Double? {
    fanIn.map { norm * (Double($0) / Double(max(1, count))).squareRoot() }
  }

  /// The root mean square of the gradient's entries.
  var gradientRMS: Double { gradientNorm / Double(max(1, count)).squareRoot() }
}
