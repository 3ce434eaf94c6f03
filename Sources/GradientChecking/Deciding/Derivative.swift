/// One directional derivative, analytic and numeric, and what the check makes of the two.
struct Derivative: Sendable, Codable {
  let analytic: Double
  /// The first difference, at the configured step and with the configured method.
  let plain: Double
  /// The best numeric value after refinement.
  let numeric: Double
  /// A bound on the numeric value's error.
  let error: Double
  /// The part of the error that is noise.
  let noise: Double
  let status: Status
  /// Why, in words, where there is more to say than the numbers.
  let explanation: String?
  /// By how much the slope on the right is larger than that on the left, at a kink.
  var gap: Double?
  /// Whether several traced kinks meet here, each of which may take its own side, so that only
  /// another point can tell.
  var meetsKinks = false
  /// Whether nothing can be seen of an analytic value that is no rounding, or of what may be there
  /// instead of 0.
  var drowns = false
  /// Whether the function moves in stairs of single precision along this line.
  var isStaircase = false
  /// Whether steps relative to the value itself decided, which is far below 1.
  var isNarrow = false

  /// The same with another status and explanation, and an error that is not smaller than another.
  func with(_ status: Status, _ explanation: String, error least: Double = 0) -> Derivative {
    Derivative(
      analytic: analytic, plain: plain, numeric: numeric, error: max(error, least), noise: noise,
      status: status, explanation: explanation, gap: gap, meetsKinks: meetsKinks, drowns: drowns,
      isStaircase: isStaircase, isNarrow: isNarrow)
  }

  /// Whether the numeric value is known well enough to tell the analytic one from another.
  var isResolved: Bool { error <= Policy.resolved * max(analytic.magnitude, numeric.magnitude) }

  /// The relative error of the best numeric value.
  var relativeError: Double { GradientChecking.relativeError(analytic, numeric) }
}
