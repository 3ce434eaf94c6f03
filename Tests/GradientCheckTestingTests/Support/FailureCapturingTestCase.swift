import Synchronization
import XCTest

/// A test case that may keep failures to itself, so that a test can be about them.
///
/// What it is kept from is being recorded, which is all that turns a run of XCTest red.
class FailureCapturingTestCase: XCTestCase {
  struct Failure: Equatable {
    let message: String
    let file: String?
    let line: Int?
  }

  /// Nil while failures count.
  private let captured = Mutex<[Failure]?>(nil)

  /// The failures of `body`, which are none of the test.
  func failures(_ body: () throws -> Void) rethrows -> [Failure] {
    captured.withLock { $0 = [] }
    defer { captured.withLock { $0 = nil } }
    try body()
    return captured.withLock { $0 ?? [] }
  }

  /// Whether `failure` was taken in.
  private func capture(_ description: String, file: String?, line: Int?) -> Bool {
    let prefix = "failed - "
    let message =
      description.hasPrefix(prefix) ? String(description.dropFirst(prefix.count)) : description
    return captured.withLock { captured in
      guard captured != nil else { return false }
      captured?.append(Failure(message: message, file: file, line: line))
      return true
    }
  }

  #if canImport(ObjectiveC)
    override func record(_ issue: XCTIssue) {
      let location = issue.sourceCodeContext.location
      if !capture(
        issue.compactDescription, file: location?.fileURL.path, line: location?.lineNumber)
      {
        super.record(issue)
      }
    }
  #else
    override func recordFailure(
      withDescription description: String, inFile file: String, atLine line: Int, expected: Bool
    ) {
      if !capture(description, file: file, line: line) {
        super.recordFailure(
          withDescription: description, inFile: file, atLine: line, expected: expected)
      }
    }
  #endif
}
