/// The check of one coordinate, as reported.
public struct CoordinateReport: Sendable, Codable, Equatable {
  /// The index along each axis of the block.
  public let index: [Int]
  @ReportedNumber public var analytic: Double
  /// The best numeric value.
  @ReportedNumber public var numeric: Double
  /// A bound on the numeric value's error.
  @ReportedNumber public var error: Double
  /// |a − n| / max(|a|, |n|)
  @ReportedNumber public var relativeError: Double
  public let status: Status
  /// Why, where the numbers do not say it.
  public let explanation: String?

  init(index: [Int], _ derivative: Derivative) {
    self.index = index
    _analytic = ReportedNumber(wrappedValue: derivative.analytic)
    _numeric = ReportedNumber(wrappedValue: derivative.numeric)
    _error = ReportedNumber(wrappedValue: derivative.error)
    _relativeError = ReportedNumber(wrappedValue: derivative.relativeError)
    status = derivative.status
    explanation = derivative.explanation
  }
}
