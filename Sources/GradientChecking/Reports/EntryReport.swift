/// The check of one entry ∂output/∂value of a Jacobian, as reported.
public struct EntryReport: Sendable, Codable, Equatable {
  /// The index along each axis of the output.
  public let output: [Int]
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

  init(output: [Int], index: [Int], _ derivative: Derivative) {
    let report = CoordinateReport(index: index, derivative)
    self.output = output
    self.index = index
    _analytic = ReportedNumber(wrappedValue: report.analytic)
    _numeric = ReportedNumber(wrappedValue: report.numeric)
    _error = ReportedNumber(wrappedValue: report.error)
    _relativeError = ReportedNumber(wrappedValue: report.relativeError)
    status = report.status
    explanation = report.explanation
  }
}
