import GradientChecking

/// Whether the name that a mistake was given is its own.
public enum Naming: String, Sendable, Codable, CaseIterable {
  /// The right family and the right quantity.
  case right
  /// Another cause was named, and not as a mere possibility.
  case wrong
  /// No known pattern, or a possibility that was not it.
  case none

  init(of mistake: Mistake, in diagnosis: Diagnosis?) {
    guard let diagnosis else {
      self = .none
      return
    }
    self =
      mistake.isNamed(by: diagnosis) ? .right : diagnosis.confidence > .possible ? .wrong : .none
  }
}
