import Synchronization
import Testing

/// The messages of what `body` records, all of which is taken for known. Recording nothing is an issue.
func recordedIssues(
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () -> Void
) -> [String] {
  let issues = Mutex<[String]>([])
  withKnownIssue(sourceLocation: sourceLocation) {
    body()
  } matching: { issue in
    issues.withLock { $0.append(issue.comments.map(\.rawValue).joined(separator: "|")) }
    return true
  }
  return issues.withLock { $0 }
}
