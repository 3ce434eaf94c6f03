/// Partial reports that do not make a whole.
public struct ShardError: Error, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
