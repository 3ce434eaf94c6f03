/// The check of one coordinate, as reported.
public struct CoordinateReport: Sendable, Codable, Equatable {
  /// The index along each axis of the block.
  public let index: [Int]
  public let analytic: Double
  /// The best numeric value.
  public let numeric: Double
  /// A bound on the numeric value's error.
  public let error: Double
  /// |a − n| / max(|a|, |n|)
  public let relativeError: Double
  public let status: Status
  /// Why, where the numbers do not say it.
  public let explanation: String?

  init(index: [Int], _ derivative: Derivative) {
    self.index = index
    analytic = derivative.analytic
    numeric = derivative.numeric
    error = derivative.error
    relativeError = derivative.relativeError
    status = derivative.status
    explanation = derivative.explanation
  }
}
