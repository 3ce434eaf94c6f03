/// What went into the network in one step, as plain numbers.
public struct InputStatistics: Sendable, Codable, Equatable {
  /// The mean of all values.
  public var mean: Double
  /// Their standard deviation.
  public var standardDeviation: Double
  /// The number of values that are NaN or infinite.
  public var notFinite: Int

  public init(mean: Double, standardDeviation: Double, notFinite: Int = 0) {
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.notFinite = notFinite
  }
}
