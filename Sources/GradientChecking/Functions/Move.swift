/// How far to go along a displacement.
public struct Move: Sendable {
  public let displacement: Displacement
  public let step: Double

  public init(_ displacement: Displacement, by step: Double) {
    self.displacement = displacement
    self.step = step
  }
}
