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
    try run(jobs, startingWith: state, within: .unlimited, cost: { _ in 0 }, weight: weight, body)
      .compactMap { $0 }
  }

  /// The result of `body` for every job that is begun within an allowance; nil for the others.
  ///
  /// Where evaluations are limited, a job is begun if those before it cost less. Which ones that is does not
  /// depend on the threads: one that another thread has begun too early is forgotten.
  ///
  /// - Parameters:
  ///   - cost: How many evaluations a result has taken.
  ///   - weight: What a job counts for in the progress, which is not told of one of none.
  ///
  /// - Throws: the error of the earliest job that failed, or `CancellationError`.
  func run<Job: Sendable, State: Sendable, Result: Sendable>(
    _ jobs: [Job], startingWith state: State, within allowance: Allowance,
    cost: @escaping @Sendable (Result) -> Int, weight: (@Sendable (Job) -> Int)? = nil,
    _ body: @Sendable (Job, inout State) throws -> Result
  ) throws -> [Result?] {
    let workers = max(1, min(threads ?? ProcessInfo.processInfo.activeProcessorCount, jobs.count))
    let next = Atomic(0)
    let done = Atomic(0)
    let spent = Atomic(0)
    let total = weight.map { weight in jobs.reduce(0) { $0 + weight($1) } } ?? jobs.count
    let results = Mutex([Swift.Result<Result, any Error>?](repeating: nil, count: jobs.count))

    // Some jobs take less than a microsecond, so that handing out each by itself would show.
    let batch = max(1, min(Jobs.largestBatch, jobs.count / (Jobs.batchesPerWorker * workers)))

    @Sendable func isOver() -> Bool {
      monitor.isCancelled() || allowance.isOver
        || allowance.evaluations.map { spent.load(ordering: .relaxed) >= $0 } ?? false
    }

    @Sendable func work() {
      var state = state
      var batchResults: [Swift.Result<Result, any Error>] = []
      while !isOver() {
        let first = next.add(batch, ordering: .relaxed).oldValue
        guard first < jobs.count else { return }
        batchResults.removeAll(keepingCapacity: true)
        for index in first..<min(first + batch, jobs.count) {
          let result = Swift.Result { try body(jobs[index], &state) }
          batchResults.append(result)
          let own = weight?(jobs[index]) ?? 1
          if own > 0 { monitor.progress(done.add(own, ordering: .relaxed).newValue, total) }
          switch result {
          case .success(let result):
            if allowance.evaluations != nil { spent.add(cost(result), ordering: .relaxed) }
          case .failure:
            // Later jobs are not started; earlier ones, which decide what is thrown, are under way.
            next.store(jobs.count, ordering: .relaxed)
          }
          if case .failure = result { break }
          if monitor.isCancelled() || allowance.isOver { break }
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
    return try within(allowance, results.withLock { $0 }, cost)
  }

  /// The results, in order, but for those before which the evaluations were spent.
  private func within<Result>(
    _ allowance: Allowance, _ results: [Swift.Result<Result, any Error>?], _ cost: (Result) -> Int
  ) throws -> [Result?] {
    var spent = 0
    let kept = try results.map { result -> Result? in
      if let limit = allowance.evaluations, spent >= limit { return nil }
      let result = try result?.get()
      if let result { spent += cost(result) }
      return result
    }
    let isMissing = kept.contains { $0 == nil }
    guard !isMissing || (allowance.isLimited && !monitor.isCancelled()) else {
      throw CancellationError()
    }
    return kept
  }
}
