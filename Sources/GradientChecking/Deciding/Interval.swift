/// A number with a bound on its error.
struct Interval: Equatable {
  let value: Double
  /// A bound on |value − truth|, from truncation and from noise.
  let error: Double
  /// The part of the error that is noise.
  let noise: Double

  init(_ value: Double, truncation: Double = 0, noise: Double) {
    self.value = value
    error = truncation + noise
    self.noise = noise
  }

  /// Whether most of the error is noise.
  var isNoise: Bool { noise >= error / 2 && noise.isFinite }

  /// The distance of `other` from the value.
  func distance(to other: Double) -> Double { (other - value).magnitude }

  /// Whether the truth may be in both.
  func overlaps(_ other: Interval) -> Bool { distance(to: other.value) <= error + other.error }

  /// All that is in either, and between them.
  func hull(with other: Interval) -> Interval {
    let least = min(value - error, other.value - other.error)
    let greatest = max(value + error, other.value + other.error)
    let noise = max(noise, other.noise)
    return Interval(
      (least + greatest) / 2, truncation: (greatest - least) / 2 - noise, noise: noise)
  }
}
