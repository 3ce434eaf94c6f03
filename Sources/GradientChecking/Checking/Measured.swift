/// What was measured along the groups of lines of a check, and what its parts came to.
struct Measured: Sendable {
  /// Nil for what a limit came before.
  let groups: [[Measurement]?]
  let parts: [GradientReport?]
  /// The limit that came first, where there is something it came before.
  let limit: Unexamined.Limit

  var isComplete: Bool {
    groups.allSatisfy { $0 != nil } && parts.allSatisfy { $0 != nil }
  }
}
