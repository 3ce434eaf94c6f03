import GSL

/// A finite-difference formula.
public enum DifferenceMethod: String, Sendable, Codable, CaseIterable {
  /// (f(h) − f(−h)) / 2h, with error O(h²).
  case central
  /// (f(h) − f(0)) / h, with error O(h).
  case forward
  /// (8·(f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h, with error O(h⁴).
  case fivePoint = "five-point"
  /// GSL's `gsl_deriv_central`, which chooses its step; only where the package is built with GSL.
  case adaptive

  /// Why the formula cannot be used in this build; nil where it can.
  public var objection: String? {
    #if GSL
      nil
    #else
      self == .adaptive
        ? "the method \"adaptive\" is GSL's, which this build is without (trait GSL); "
          + "\"five-point\" is as accurate at a good step"
        : nil
    #endif
  }

  /// The derivative at 0 of the change that a function makes from there, by this formula.
  func derivative(step h: Double, of change: (Double) throws -> Double) throws -> Double {
    switch self {
    case .central: (try change(h) - change(-h)) / (2 * h)
    case .forward: try change(h) / h
    case .fivePoint:
      (8 * (try change(h) - change(-h)) - (try change(2 * h) - change(-2 * h))) / (12 * h)
    case .adaptive:
      #if GSL
        try AdaptiveDerivative(step: h, of: change).value
      #else
        throw ConfigurationError(objection ?? "")
      #endif
    }
  }
}
