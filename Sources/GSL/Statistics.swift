#if GSL
  import CGSL
#endif

/// Summary statistics of a list of numbers, by GSL or, where the package is built without it, by the same
/// formulas. Each is nil where the list is too short.
public enum Statistics {
  /// The arithmetic mean.
  public static func mean(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    #if GSL
      return gsl_stats_mean(values, 1, values.count)
    #else
      // As GSL, by recurrence, which does not overflow.
      var mean = 0.0
      for (place, value) in values.enumerated() { mean += (value - mean) / Double(place + 1) }
      return mean
    #endif
  }

  /// The sample standard deviation, with N − 1 in the denominator; needs two values.
  public static func standardDeviation(_ values: [Double]) -> Double? {
    guard values.count >= 2 else { return nil }
    #if GSL
      return gsl_stats_sd(values, 1, values.count)
    #else
      guard let mean = mean(values) else { return nil }
      var variance = 0.0
      for (place, value) in values.enumerated() {
        variance += ((value - mean) * (value - mean) - variance) / Double(place + 1)
      }
      return (variance * (Double(values.count) / Double(values.count - 1))).squareRoot()
    #endif
  }

  /// The value below which `fraction` of the numbers lie, interpolated between neighbors.
  public static func quantile(_ values: [Double], _ fraction: Double) -> Double? {
    guard !values.isEmpty else { return nil }
    #if GSL
      return gsl_stats_quantile_from_sorted_data(values.sorted(), 1, values.count, fraction)
    #else
      let sorted = values.sorted()
      let place = fraction * Double(sorted.count - 1)
      let lower = Int(place)
      guard lower < sorted.count - 1 else { return sorted[sorted.count - 1] }
      let share = place - Double(lower)
      return (1 - share) * sorted[lower] + share * sorted[lower + 1]
    #endif
  }

  /// The middle value, or the mean of the two middle ones.
  public static func median(_ values: [Double]) -> Double? { quantile(values, 0.5) }
}
