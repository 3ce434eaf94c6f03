/// How far a check may go before it leaves the rest.
struct Allowance: Sendable {
  /// When nothing more is begun.
  let end: ContinuousClock.Instant?
  /// Nothing more is begun once what comes before it has taken so many evaluations.
  let evaluations: Int?

  static let unlimited = Allowance(end: nil, evaluations: nil)

  init(end: ContinuousClock.Instant?, evaluations: Int?) {
    self.end = end
    self.evaluations = evaluations
  }

  /// What a configuration allows from now on.
  init(_ configuration: CheckConfiguration) {
    end = configuration.timeLimit.map { .now + $0 }
    evaluations = configuration.evaluationLimit
  }

  var isLimited: Bool { end != nil || evaluations != nil }

  /// Whether the time is over.
  var isOver: Bool { end.map { $0 <= .now } ?? false }

  /// The same but for so many evaluations that have been spent.
  func spending(_ spent: Int) -> Allowance {
    Allowance(end: end, evaluations: evaluations.map { max(0, $0 - spent) })
  }

  /// The configuration for what is done within the rest of the time.
  func rest(of configuration: CheckConfiguration) -> CheckConfiguration {
    var rest = configuration
    rest.timeLimit = end.map { max(.zero, $0 - .now) }
    return rest
  }
}
