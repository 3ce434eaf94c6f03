/// What kind of mistake makes a gradient wrong.
public enum MistakeFamily: String, Sendable, Codable, CaseIterable {
  /// All of it, or one part, is multiplied by one number: −1, 2, N, 1/N, H·W, 1/(1 − p), …
  case scale
  /// A term or a factor is left out, or one too many is taken in.
  case missingPart = "missing part"
  /// The right numbers in the wrong order: transposed, flipped, axes or channels exchanged.
  case layout
  /// Right but for some places: borders, overlaps, one row, one sample, one side of a kink, ties.
  case place
  /// It depends on earlier calls, or on another draw of random numbers.
  case state
  /// The gradient from above is ignored, or used only as if it were ones.
  case upstream
  /// It is zero where it is not.
  case zero
  /// It is not a number where the limit exists.
  case notFinite = "not finite"
  /// It agrees only as a small constant goes to 0.
  case epsilon
  /// It was worked out with too few digits.
  case precision
  /// The function has no gradient to be right: it jumps, or is random.
  case noGradient = "no gradient"
}
