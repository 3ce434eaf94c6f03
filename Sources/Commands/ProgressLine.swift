import Foundation
import Synchronization

/// One line on the terminal that says how far a long check has come: from two seconds on, at most ten
/// times a second, and nothing at all in a pipe.
package final class ProgressLine: Sendable {
  private struct State {
    var title = ""
    var start = ContinuousClock.now
    var lastShown = ContinuousClock.now
    var isShown = false
  }

  private let state = Mutex(State())
  private let isOnTerminal = isatty(STDERR_FILENO) == 1
  private static let patience = Duration.seconds(2)
  private static let interval = Duration.milliseconds(100)

  package init() {}

  /// Starts the line of another check.
  package func begin(_ title: String) {
    state.withLock {
      $0.title = title
      $0.start = .now
    }
  }

  package func update(_ done: Int, _ total: Int, of part: String? = nil) {
    guard isOnTerminal else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      guard now - state.start > ProgressLine.patience,
        now - state.lastShown > ProgressLine.interval
      else { return }
      state.lastShown = now
      state.isShown = true
      let title = part.map { "\(state.title): \($0)" } ?? state.title
      write("\r\u{1B}[K\(title.prefix(60)): \(100 * done / max(1, total)) %")
    }
  }

  /// Removes the line, so that a report can be printed in its place.
  package func clear() {
    state.withLock { state in
      guard state.isShown else { return }
      state.isShown = false
      write("\r\u{1B}[K")
    }
  }

  private func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
