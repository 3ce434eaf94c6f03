/// The bands of relative error that the CS231n course notes give for double precision.
public enum Band: String, Sendable, Codable, CaseIterable {
  /// Up to 1e-7.
  case good
  /// Up to 1e-4: fine where the objective has kinks, too much where it is smooth.
  case fineWithKinks = "fine with kinks"
  /// Up to 1e-2.
  case suspicious
  /// Above 1e-2.
  case wrong

  public init(relativeError: Double) {
    switch relativeError {
    case ...1e-7: self = .good
    case ...1e-4: self = .fineWithKinks
    case ...1e-2: self = .suspicious
    default: self = .wrong
    }
  }
}

/// |a − n| / max(|a|, |n|), and 0 where both are exactly 0. Not a number where one of them is none.
public func relativeError(_ a: Double, _ n: Double) -> Double {
  // The larger of a number and none is the number.
  guard !a.isNaN, !n.isNaN else { return .nan }
  let scale = max(a.magnitude, n.magnitude)
  return scale == 0 ? 0 : (a - n).magnitude / scale
}
