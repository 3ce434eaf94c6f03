internal import GSL
public import Tensors

/// What to look for in a table of samples before anything is trained on it: missing values, outliers, features in
/// unlike units.
public struct FeatureInspection: Sendable, Equatable {
  /// A value that stands out.
  public struct Place: Sendable, Hashable {
    public let sample, feature: Int
    public let value: Double
  }

  /// What is not a number, and infinities. They do not take part in what follows.
  public let missing: [Place]
  /// Values farther than `limit` robust deviations from the median of their feature.
  public let outliers: [Place]
  /// Features that never change, and so tell nothing.
  public let constant: [Int]
  /// The largest deviation of a feature over the smallest; 1 where fewer than two change. Much above 10 the features
  /// want to be normalized: they are in unlike units.
  public let spread: Double

  /// Whether nothing was found.
  public var isClean: Bool {
    missing.isEmpty && outliers.isEmpty && constant.isEmpty && spread <= 10
  }

  /// Looks at samples [N, D].
  ///
  /// The robust deviation is 1.4826 times the median distance from the median, that of normal numbers; where it is 0,
  /// as half of the values are equal, the standard deviation takes its place.
  ///
  /// - Throws: `InputError` for another rank.
  public init(of samples: Tensor<Double>, limit: Double = 6) throws(InputError) {
    guard samples.shape.rank == 2 else {
      throw InputError("an inspection", expects: "samples [N, D]", got: "\(samples.shape)")
    }
    let width = samples.shape[1]
    var (missing, outliers, constant): ([Place], [Place], [Int]) = ([], [], [])
    var deviations: [Double] = []
    for feature in 0..<width {
      let places = (0..<samples.shape[0]).map { n in
        Place(sample: n, feature: feature, value: samples[n * width + feature])
      }
      missing += places.filter { !$0.value.isFinite }
      let known = places.filter(\.value.isFinite)
      let values = known.map(\.value)
      guard let median = Statistics.median(values),
        let deviation = Statistics.standardDeviation(values)
      else { continue }
      guard deviation > 0 else {
        constant.append(feature)
        continue
      }
      deviations.append(deviation)
      let robust = 1.4826 * (Statistics.median(values.map { abs($0 - median) }) ?? 0)
      let scale = robust > 0 ? robust : deviation
      outliers += known.filter { abs($0.value - median) > limit * scale }
    }
    (self.missing, self.outliers, self.constant) = (missing, outliers, constant)
    spread = deviations.count < 2 ? 1 : deviations.max()! / deviations.min()!
  }
}
