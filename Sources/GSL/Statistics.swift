import CGSL

/// Summary statistics of a list of numbers, by GSL. Each is nil where the list is too short.
public enum Statistics {
  /// The arithmetic mean.
  public static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : gsl_stats_mean(values, 1, values.count)
  }

  /// The sample standard deviation, with N − 1 in the denominator; needs two values.
  public static func standardDeviation(_ values: [Double]) -> Double? {
    values.count < 2 ? nil : gsl_stats_sd(values, 1, values.count)
  }

  /// The value below which `fraction` of the numbers lie, interpolated between neighbors.
  public static func quantile(_ values: [Double], _ fraction: Double) -> Double? {
    guard !values.isEmpty else { return nil }
    return gsl_stats_quantile_from_sorted_data(values.sorted(), 1, values.count, fraction)
  }

  /// The middle value, or the mean of the two middle ones.
  public static func median(_ values: [Double]) -> Double? { quantile(values, 0.5) }
}
