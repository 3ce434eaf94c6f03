/// What became of a check after the one change that its first finding advises.
public struct Confirmation: Sendable, Codable, Equatable {
  /// The finding that was acted upon.
  public let code: Diagnosis
  public let remedy: Remedy
  /// The codes of what fails after the change, worst first.
  public let failures: [Diagnosis]

  public init(code: Diagnosis, remedy: Remedy, failures: [Diagnosis]) {
    self.code = code
    self.remedy = remedy
    self.failures = failures
  }

  /// Whether the finding is gone.
  public var isConfirmed: Bool { !failures.contains(code) }
}
