/// One directional derivative, analytic and numeric, and what the check makes of the two.
struct Derivative: Sendable, Codable {
  var analytic = Double.nan
  /// The first difference, at the configured step and with the configured method.
  var plain = Double.nan
  /// The best numeric value.
  let numeric: Double
  /// A bound on the numeric value's error.
  var error: Double
  /// The part of the error that is noise.
  let noise: Double
  var status: Status
  /// Why, in words, where there is more to say than the numbers.
  var explanation: String?
  /// By how much the slope on the right is larger than that on the left, at a kink.
  var gap: Double?
  /// Whether several kinks meet here, each of which may take its own side, so that only another
  /// point can tell.
  var meetsKinks = false
  /// Whether nothing can be seen of an analytic value that is no rounding, or of what may be there
  /// instead of 0.
  var drowns = false
  /// Whether the function moves in stairs of single precision along this line.
  var isStaircase = false
  /// Whether steps relative to the value itself decided, which is far below 1.
  var isNarrow = false

  init(_ status: Status, _ numeric: Interval, _ explanation: String? = nil, gap: Double? = nil) {
    (self.numeric, error, noise) = (numeric.value, numeric.error, numeric.noise)
    (self.status, self.explanation, self.gap) = (status, explanation, gap)
  }

  /// The same with another status and explanation, and an error that is not smaller than another.
  func with(_ status: Status, _ explanation: String, error least: Double = 0) -> Derivative {
    var other = self
    (other.status, other.explanation, other.error) = (status, explanation, max(error, least))
    return other
  }

  /// Whether most of the error is noise.
  var isNoise: Bool { noise >= error / 2 && noise.isFinite }

  /// Whether it does not count in the gradient's favor.
  var isOpenOrFailure: Bool { status.isFailure || status == .inconclusive }

  /// Whether the numeric value is known well enough to tell the analytic one from another.
  var isResolved: Bool { error <= Policy.resolved * max(analytic.magnitude, numeric.magnitude) }

  /// The relative error of the best numeric value.
  var relativeError: Double { GradientChecking.relativeError(analytic, numeric) }
}
