/// What a check of one derivative came to.
public enum Status: String, Sendable, Codable, CaseIterable {
  /// Analytic and numeric derivative are the same.
  case agree
  /// They are the same as far as the noise of the function lets one see.
  case withinNoise = "within-noise"
  /// The function is defined on one side only, as at the edge of its domain, and the analytic value
  /// is its slope there.
  case oneSided = "one-sided"
  /// The point is on a kink, and the analytic value lies between the slopes of its two sides.
  case subgradient
  /// The arithmetic cannot tell.
  case inconclusive
  /// They differ by more than any error of the check.
  case disagree
  /// The function jumps here, so that it has no derivative.
  case jump

  /// Whether the gradient is wrong if this is right.
  public var isFailure: Bool { self == .disagree || self == .jump }
}
