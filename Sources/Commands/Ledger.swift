import Foundation
import Synchronization

/// What a run has come to so far: written by the thread that works, and taken by the one that waits, while
/// the other may still be at it.
package final class Ledger<Entries: Sendable>: Sendable {
  private let state: Mutex<(entries: Entries, isClosed: Bool)>

  /// How long a writer that is held up, as by a pipe that nobody reads, is waited for.
  private static var patience: Duration { .milliseconds(150) }

  package init(_ entries: Entries) { state = Mutex((entries, false)) }

  /// Adds to the entries.
  ///
  /// - Throws: what `body` throws, or `CancellationError` where the ledger has been closed.
  package func write<Result: Sendable>(
    _ body: (inout Entries) throws -> Result
  ) throws -> Result {
    try state.withLock { state in
      guard !state.isClosed else { throw CancellationError() }
      return try body(&state.entries)
    }
  }

  /// The entries, to which nothing is added any more; nil where a writer is held up with them.
  package func close() -> Entries? {
    let end = ContinuousClock.now + Ledger.patience
    repeat {
      let entries = state.withLockIfAvailable { state in
        state.isClosed = true
        return state.entries
      }
      if let entries { return entries }
      usleep(1000)
    } while ContinuousClock.now < end
    return nil
  }
}
