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
    /// A sigmoid or tanh that opens and shuts, as those of an LSTM do: at its limits by right.
    case gate
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
  /// Of a layer along sequences how many places, and then how many samples, it takes its input to have.
  public var placesAndSamples: [Int]?
  /// Of a normalization over the batch the number of values that the statistics of a channel are of, and the means of
  /// its running statistics.
  public var valuesAChannel: Int?
  public var running: [Double]?

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

  private enum CodingKeys: String, CodingKey {
    case name, kind, mean, standardDeviation, unitDeviation, gradientRMS, activeUnits,
      saturatedShare, placesAndSamples, valuesAChannel, running
  }

  /// Only the name, the mean and the deviation have to be there; a kind that is not known is another one.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let kind = try values.decodeIfPresent(String.self, forKey: .kind)
    self.init(
      try values.decode(String.self, forKey: .name), kind.flatMap(Kind.init) ?? .other,
      mean: try values.decode(Double.self, forKey: .mean),
      standardDeviation: try values.decode(Double.self, forKey: .standardDeviation),
      unitDeviation: try values.decodeIfPresent(Double.self, forKey: .unitDeviation),
      gradientRMS: try values.decodeIfPresent(Double.self, forKey: .gradientRMS),
      activeUnits: try values.decodeIfPresent([Bool].self, forKey: .activeUnits),
      saturatedShare: try values.decodeIfPresent(Double.self, forKey: .saturatedShare))
    valuesAChannel = try values.decodeIfPresent(Int.self, forKey: .valuesAChannel)
    running = try values.decodeIfPresent([Double].self, forKey: .running)
    placesAndSamples = try values.decodeIfPresent([Int].self, forKey: .placesAndSamples)
  }

  /// The root mean square of all outputs.
  var rootMeanSquare: Double {
    (mean * mean + standardDeviation * standardDeviation).squareRoot()
  }

  var isFinite: Bool { mean.isFinite && standardDeviation.isFinite }
}
