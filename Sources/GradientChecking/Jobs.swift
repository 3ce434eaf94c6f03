import Dispatch
import Foundation
import Synchronization

/// Runs independent jobs over the cores, with results in the order of the jobs.
struct Jobs {
  /// Nil for one a core.
  let threads: Int?
  let monitor: CheckMonitor

  private static let largestBatch = 16
  /// Enough for the workers to finish at about the same time.
  private static let batchesPerWorker = 16

  /// The result of `body` for every job. Each thread works on its own copy of `state`.
  ///
  /// - Parameter weight: What a job counts for in the progress, which is not told of one of none.
  ///
  /// - Throws: the error of the earliest job that failed, or `CancellationError`.
  func run<Job: Sendable, State: Sendable, Result: Sendable>(
    _ jobs: [Job], startingWith state: State, weight: (@Sendable (Job) -> Int)? = nil,
    _ body: @Sendable (Job, inout State) throws -> Result
  ) throws -> [Result] {
    let workers = max(1, min(threads ?? ProcessInfo.processInfo.activeProcessorCount, jobs.count))
    let next = Atomic(0)
    let done = Atomic(0)
    let total = weight.map { weight in jobs.reduce(0) { $0 + weight($1) } } ?? jobs.count
    let results = Mutex([Swift.Result<Result, any Error>?](repeating: nil, count: jobs.count))

    // Some jobs take less than a microsecond, so that handing out each by itself would show.
    let batch = max(1, min(Jobs.largestBatch, jobs.count / (Jobs.batchesPerWorker * workers)))

    @Sendable func work() {
      var state = state
      var batchResults: [Swift.Result<Result, any Error>] = []
      while !monitor.isCancelled() {
        let first = next.add(batch, ordering: .relaxed).oldValue
        guard first < jobs.count else { return }
        batchResults.removeAll(keepingCapacity: true)
        for index in first..<min(first + batch, jobs.count) {
          let result = Swift.Result { try body(jobs[index], &state) }
          batchResults.append(result)
          let own = weight?(jobs[index]) ?? 1
          if own > 0 { monitor.progress(done.add(own, ordering: .relaxed).newValue, total) }
          if case .failure = result {
            // Later jobs are not started; earlier ones, which decide what is thrown, are under way.
            next.store(jobs.count, ordering: .relaxed)
            break
          }
          if monitor.isCancelled() { break }
        }
        results.withLock { results in
          for (place, result) in batchResults.enumerated() { results[first + place] = result }
        }
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
