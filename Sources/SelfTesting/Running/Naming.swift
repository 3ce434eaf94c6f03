import GradientChecking

/// Whether the name that a mistake was given is its own.
public enum Naming: String, Sendable, Codable, CaseIterable {
  /// The right family and the right quantity, see ``Telling``.
  case right
  /// Another cause was named, and not as a mere possibility.
  case wrong
  /// No known pattern, or a possibility that was not it.
  case none

  /// Who is not told names and sizes cannot say them: there the family is asked for, and the factor; and a
  /// place that is no more than where the mistaken block lies is no name.
  init(of mistake: Mistake, in diagnosis: Diagnosis?, telling: Telling = .facts) {
    guard let diagnosis else {
      self = .none
      return
    }
    let isNamed =
      telling == .facts ? mistake.isNamed(by: diagnosis) : mistake.isOfTheKind(of: diagnosis)
    let isWhereabouts = telling == .flat && diagnosis.family == .place
    self =
      isNamed ? .right : diagnosis.confidence > .possible && !isWhereabouts ? .wrong : .none
  }
}
