/// What came out of a layer in one forward pass, as plain numbers.
public struct LayerStatistics: Sendable, Codable, Equatable {
  /// What a layer does, as far as probes care.
  public enum Kind: String, Sendable, Codable {
    /// Linear or convolution: what has weights.
    case affine
    case normalization
    case relu
    case tanh
    case sigmoid
    case other
  }

  public var name: String
  public var kind: Kind
  /// The mean of all outputs.
  public var mean: Double
  /// The standard deviation of all outputs.
  public var standardDeviation: Double
  /// The standard deviation between units (features or channels) for the same sample and place, root
  /// mean square over those: 0 where all units do the same.
  public var unitDeviation: Double?
  /// The root mean square of ∂L/∂output.
  public var gradientRMS: Double?
  /// For each unit of a ReLU whether it was positive for any sample (a channel: at any place).
  public var activeUnits: [Bool]?
  /// The share of tanh outputs beyond ±0.97, of sigmoid outputs below 0.03 or above 0.97.
  public var saturatedShare: Double?

  public init(
    _ name: String, _ kind: Kind = .other, mean: Double, standardDeviation: Double,
    unitDeviation: Double? = nil, gradientRMS: Double? = nil, activeUnits: [Bool]? = nil,
    saturatedShare: Double? = nil
  ) {
    self.name = name
    self.kind = kind
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.unitDeviation = unitDeviation
    self.gradientRMS = gradientRMS
    self.activeUnits = activeUnits
    self.saturatedShare = saturatedShare
  }

  /// The root mean square of all outputs.
  var rootMeanSquare: Double {
    (mean * mean + standardDeviation * standardDeviation).squareRoot()
  }

  var isFinite: Bool { mean.isFinite && standardDeviation.isFinite }
}
