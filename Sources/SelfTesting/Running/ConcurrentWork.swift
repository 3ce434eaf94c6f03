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
  _ body: @escaping @Sendable (Int) throws -> Result
) throws -> [Result] {
  let answers = Answers<Result>(count)
  let workers = DispatchGroup()
  for _ in 0..<max(1, min(count, threads ?? ProcessInfo.processInfo.activeProcessorCount)) {
    DispatchQueue.global().async(group: workers) {
      while !monitor.isCancelled() {
        let index = answers.next.add(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        let result = Swift.Result { try body(index) }
        answers.results.withLock { $0[index] = result }
        monitor.progress(answers.done.add(1, ordering: .relaxed).newValue, count)
      }
    }
  }
  // A question that is being answered is not waited for once the rest are not asked.
  while workers.wait(timeout: .now() + .milliseconds(20)) == .timedOut, !monitor.isCancelled() {}
  return try answers.results.withLock { $0 }.compactMap { try $0?.get() }
}

private final class Answers<Result: Sendable>: Sendable {
  let next = Atomic(0)
  let done = Atomic(0)
  let results: Mutex<[Swift.Result<Result, any Error>?]>

  init(_ count: Int) { results = Mutex(Array(repeating: nil, count: count)) }
}
