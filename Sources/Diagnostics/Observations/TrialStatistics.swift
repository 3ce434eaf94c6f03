/// What a network in inference mode made of a few samples before its first step, as plain numbers.
///
/// Differences are the largest ones between any two outputs, of the size of ``largest``; 0 up to rounding says that there
/// is none.
public struct TrialStatistics: Sendable, Codable, Equatable {
  /// The number of samples of the batch that the few were taken from.
  public var samples: Int
  /// The largest |output|.
  public var largest: Double
  /// How far outputs of different samples are apart.
  public var spread: Double?
  /// How far a sample's output among the others is from that of the sample alone.
  public var mixing: Double?
  /// How far f((a + b)/2) is from (f(a) + f(b))/2, for samples that are numbers.
  public var curvature: Double?
  /// By how much the outputs at all places but the last change where the last symbol of a sequence does.
  public var lookahead: Double?

  public init(
    samples: Int, largest: Double, spread: Double? = nil, mixing: Double? = nil,
    curvature: Double? = nil, lookahead: Double? = nil
  ) {
    self.samples = samples
    self.largest = largest
    self.spread = spread
    self.mixing = mixing
    self.curvature = curvature
    self.lookahead = lookahead
  }

  /// Whether a difference is no more than rounding in single precision.
  func isNothing(_ difference: Double) -> Bool { difference <= 1e-5 * largest }
}
