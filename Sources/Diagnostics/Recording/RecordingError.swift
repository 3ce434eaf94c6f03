/// What is wrong with a line of a recording.
public struct RecordingError: Error, CustomStringConvertible, Equatable {
  /// The number of the line, from 1.
  public let line: Int
  public let reason: String

  public init(line: Int, reason: String) {
    self.line = line
    self.reason = reason
  }

  public var description: String { "line \(line): \(reason)" }
}
