import Dispatch
import Foundation
import Synchronization

/// One line on the terminal that says how far a long run has come and how long it will still take: from the
/// second second on, and nothing at all in a pipe or on a terminal that cannot take a line back.
package final class ProgressLine: Sendable {
  private struct State {
    var title = ""
    var pace = Pace(stages: 1)
    var isShown = false
    var isOver = false
  }

  private let state = Mutex(State())
  private let isOnTerminal =
    isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  private static let (patience, interval) = (1.0, 0.25)

  package init() {
    guard isOnTerminal else { return }
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "progress"))
    // Kept alive by its handler until the line is gone for good.
    timer.setEventHandler { [weak self] in
      if self?.show() != true { timer.cancel() }
    }
    timer.schedule(deadline: .now() + ProgressLine.patience, repeating: ProgressLine.interval)
    timer.resume()
  }

  /// Says of how many stages the run consists, each of which ``begin(_:)`` begins.
  package func expect(_ stages: Int) {
    state.withLock { $0.pace = Pace(stages: stages) }
  }

  /// Ends one stage of the run and begins the next.
  package func begin(_ title: String) {
    state.withLock { state in
      state.title = title
      state.pace.begin()
    }
  }

  /// Says how much of the stage is done.
  package func update(_ done: Int, _ total: Int, of part: String? = nil) {
    guard isOnTerminal else { return }
    state.withLock { state in
      if let part { state.title = part }
      state.pace.update(done, total)
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

  /// Removes the line for good.
  package func end() {
    state.withLock { $0.isOver = true }
    clear()
  }

  /// Whether it is still wanted.
  private func show() -> Bool {
    state.withLock { state in
      guard !state.isOver else { return false }
      guard !state.title.isEmpty else { return true }
      state.isShown = true
      write("\r\u{1B}[K\(state.title.prefix(48)): \(state.pace)")
      return true
    }
  }

  private func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
