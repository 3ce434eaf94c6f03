/// What went into the network in one step, as plain numbers.
public struct InputStatistics: Sendable, Codable, Equatable {
  /// The mean of all values.
  public var mean: Double
  /// Their standard deviation.
  public var standardDeviation: Double
  /// The number of values that are NaN or infinite.
  public var notFinite: Int
  /// The number of values; nil where it was not told.
  public var count: Int?
  /// Whether they are numbers of symbols, such as words, which have no scale.
  public var isInteger: Bool?

  public init(mean: Double, standardDeviation: Double, notFinite: Int = 0, count: Int? = nil) {
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.notFinite = notFinite
    self.count = count
  }
}
