import GradientChecking

/// Something that can be checked, with a title for the report.
public struct CheckSubject: Sendable {
  /// What it is, as it was constructed: "BatchNorm(4) on [3, 4, 5, 7], training".
  public let title: String
  public let map: any DifferentiableMap

  public init(_ title: String, _ map: some DifferentiableMap) {
    self.title = title
    self.map = map
  }
}
