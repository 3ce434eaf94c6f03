import Testing

/// Runs expectations that the checker does not meet yet under `condition`, and must meet otherwise.
func beyondReach(_ condition: Bool, _ reason: Comment, _ expectations: () throws -> Void) throws {
  if condition {
    withKnownIssue(reason, isIntermittent: true) { try expectations() }
  } else {
    try expectations()
  }
}
