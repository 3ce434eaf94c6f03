import Dispatch
import Foundation
import GradientChecking
import Synchronization

/// The results of `body` for 0 ..< `count`, in order, worked out on all cores; where `monitor` asks to stop,
/// those that were finished.
///
/// - Throws: the error of the first that failed.
func concurrently<Result: Sendable>(
  _ count: Int, threads: Int?, monitor: CheckMonitor,
  _ body: @Sendable (Int) throws -> Result
) throws -> [Result] {
  let next = Atomic(0)
  let done = Atomic(0)
  let results = Mutex([Swift.Result<Result, any Error>?](repeating: nil, count: count))
  let workers = max(1, min(count, threads ?? ProcessInfo.processInfo.activeProcessorCount))
  DispatchQueue.concurrentPerform(iterations: workers) { _ in
    while !monitor.isCancelled() {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      let result = Swift.Result { try body(index) }
      results.withLock { $0[index] = result }
      monitor.progress(done.add(1, ordering: .relaxed).newValue, count)
    }
  }
  return try results.withLock { $0 }.compactMap { try $0?.get() }
}
