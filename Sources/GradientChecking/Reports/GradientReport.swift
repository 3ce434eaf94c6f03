/// All that a check found out about one function.
public struct GradientReport: Sendable, Codable, Equatable {
  /// What was checked, in words.
  public let subject: String
  public let configuration: CheckConfiguration
  public let precision: Precision
  /// The standard deviation of what rounding adds to one evaluation of ⟨cotangent, output⟩.
  public let noise: Double
  /// The promises that the function keeps or breaks.
  public let probes: [ContractProbe]
  /// One report a variable; none where a broken promise made the numbers meaningless.
  public let blocks: [BlockReport]
  /// What else is worth knowing; does not decide.
  public var warnings: [String]
  /// The number of evaluations of the function.
  public let evaluations: Int

  /// Whether every promise is kept and every block passed.
  public var isPassed: Bool {
    probes.allSatisfy(\.isKept) && blocks.allSatisfy(\.isPassed)
  }
}
