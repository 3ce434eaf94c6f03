import Synchronization
import Testing

/// What `body` records, all of which is taken for known. Recording nothing is an issue.
func recordedIssues(
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () -> Void
) -> [(message: String, line: Int?)] {
  let issues = Mutex<[(message: String, line: Int?)]>([])
  withKnownIssue(sourceLocation: sourceLocation) {
    body()
  } matching: { issue in
    let message = issue.comments.map(\.rawValue).joined(separator: "|")
    issues.withLock { $0.append((message, issue.sourceLocation?.line)) }
    return true
  }
  return issues.withLock { $0 }
}

/// The part of a message that says it all.
func firstLine(_ message: String) -> String {
  String(message.prefix { $0 != "\n" })
}
