/// Data that do not fit what they were given to: a shape, a label, a size.
///
/// Reads as one sentence that names the thing as it was constructed, what it expected and what came:
/// "Conv2D(3 → 64, kernel 3×3) expects input [N, 3, H, W], got [32, 1, 28, 28]".
public struct InputError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What the data were given to, as it was constructed.
  public let subject: String
  /// What it expects.
  public let expectation: String
  /// What it got.
  public let actual: String

  public init(_ subject: String, expects expectation: String, got actual: String) {
    self.subject = subject
    self.expectation = expectation
    self.actual = actual
  }

  public var description: String { "\(subject) expects \(expectation), got \(actual)" }
}
