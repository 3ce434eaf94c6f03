import GradientChecking

/// Another program that does not do its part: an error that says nothing of its function.
public struct ForeignFault: UnrecoverableError, Equatable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

/// The answer of a program that its function is not defined at a point, or fails there.
public struct ForeignRefusal: Error, Equatable, CustomStringConvertible {
  /// In the program's words.
  public let reason: String

  public var description: String { "the program refuses to answer: \(reason)" }
}
