import Dispatch
import Foundation
import Synchronization

/// Runs independent jobs over the cores, with results in the order of the jobs.
struct Jobs {
  /// Nil for one a core.
  let threads: Int?
  let monitor: CheckMonitor

  /// The result of `body` for every job. Each thread works on its own copy of `state`.
  ///
  /// - Throws: the error of the earliest job that failed, or `CancellationError`.
  func run<Job: Sendable, State: Sendable, Result: Sendable>(
    _ jobs: [Job], startingWith state: State,
    _ body: @Sendable (Job, inout State) throws -> Result
  ) throws -> [Result] {
    let workers = max(1, min(threads ?? ProcessInfo.processInfo.activeProcessorCount, jobs.count))
    let next = Atomic(0)
    let done = Atomic(0)
    let results = Mutex([Swift.Result<Result, any Error>?](repeating: nil, count: jobs.count))

    @Sendable func work() {
      var state = state
      while !monitor.isCancelled() {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < jobs.count else { return }
        let result = Swift.Result { try body(jobs[index], &state) }
        results.withLock { $0[index] = result }
        if case .failure = result {
          // Later jobs are not started; earlier ones, which decide what is thrown, are under way.
          next.store(jobs.count, ordering: .relaxed)
        }
        monitor.progress(done.add(1, ordering: .relaxed).newValue, jobs.count)
      }
    }
    if workers == 1 {
      work()
    } else {
      withoutActuallyEscaping(work) { work in
        DispatchQueue.concurrentPerform(iterations: workers) { _ in work() }
      }
    }

    let finished = results.withLock { $0 }
    for case .failure(let error)? in finished { throw error }
    let complete = try finished.compactMap { try $0?.get() }
    guard complete.count == jobs.count else { throw CancellationError() }
    return complete
  }
}
