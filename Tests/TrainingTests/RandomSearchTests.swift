import GSL
import Layers
import Synchronization
import Tensors
import Testing
import Training

@Suite struct RandomSearchTests {
  private func search(_ high: Double = 10) -> RandomSearch {
    RandomSearch(
      [SearchRange("learningRate", 1e-5...high), SearchRange("regularization", 1e-6...1e-1)],
      rounds: [.init(trials: 24, epochs: 1), .init(trials: 12, epochs: 2)], key: RandomKey(8))
  }

  /// A valley about a rate of 1e-2, beyond 0.3 divergence; regularization hardly matters.
  @Sendable private func valley(_ candidate: SearchTrial.Candidate) -> SearchTrial.Outcome {
    let rate = candidate.values["learningRate"] ?? .nan
    let far = Double.log10(rate / 1e-2)
    let decay = candidate.values["regularization"] ?? .nan
    return SearchTrial.Outcome(
      loss: rate > 0.3 ? .infinity : 0.1 + 0.2 * far * far + decay, accuracy: nil, firstLoss: 2.3)
  }

  @Test func `values are drawn with uniform logarithms`() throws {
    let search = RandomSearch(
      [SearchRange("x", 1e-4...1)], rounds: [.init(trials: 1000, epochs: 1)], key: RandomKey(1))
    let values = try #require(search.candidates(of: 0)).compactMap { $0.values["x"] }
    #expect(values.allSatisfy { (1e-4...1).contains($0) })
    for decade in -4..<0 {
      let count = values.count { (Double(decade)..<Double(decade + 1)).contains(.log10($0)) }
      // A binomial count of 250 expected has a deviation of 13.7.
      #expect(abs(count - 250) < 60, "\(count)")
    }
  }

  @Test func `the fine round looks where the coarse one found something`() throws {
    var search = search()
    #expect(search.ranges(of: 1) == nil)
    try search.run(valley)
    let fine = try #require(search.ranges(of: 1)?.first)
    #expect(fine.low > 1e-5 && fine.high < 10 && (fine.low...fine.high).contains(1e-2))
    let best = try #require(search.best)
    #expect(best.candidate.round == 1)
    #expect((3e-3...3e-2).contains(try #require(best.candidate.values["learningRate"])))
    #expect(search.isFinished && search.trials.map(\.candidate.number) == Array(0..<36))
  }

  @Test func `any number of threads, and a search that goes on, find the same`() throws {
    let problem = SmallProblem.problem()
    @Sendable func train(_ candidate: SearchTrial.Candidate) throws -> SearchTrial.Outcome {
      let optimizer = SGD<Double>(learningRate: candidate.values["learningRate"] ?? .nan)
      var run = TrainingRun(
        problem, problem.loop(optimizer, key: RandomKey(1)), epochs: candidate.epochs)
      while run.ending == nil { try run.step() }
      return .init(
        loss: run.ending == .diverged ? .infinity : run.record.judgments.last?.loss ?? .infinity,
        accuracy: nil, firstLoss: run.record.losses[0])
    }
    var (parallel, serial, resumed) = (search(), search(), search())
    try parallel.run(train)
    try Cores.$isSerial.withValue(true) { try serial.run(train) }
    #expect(parallel.trials == serial.trials)

    // Stopped after some trials, which are read back in whatever order they were finished in.
    let finished = Mutex<[SearchTrial]>([])
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try resumed.run(train) { trial in
        try finished.withLock {
          $0.append(trial)
          if $0.count == 15 { throw Stop() }
        }
      }
    }
    var again = search()
    for trial in finished.withLock({ $0.reversed() }) { try again.add(trial) }
    let made = Mutex(0)
    try again.run { candidate in
      made.withLock { $0 += 1 }
      return try train(candidate)
    }
    #expect(again.trials == serial.trials)
    #expect(made.withLock { $0 } == 36 - finished.withLock { $0.count })
  }

  @Test func `a trial of another search is refused`() throws {
    var (own, other) = (search(), search(1))
    let trial = SearchTrial(
      try #require(other.candidates(of: 0))[3], .init(loss: 1, accuracy: nil, firstLoss: 2))
    #expect(throws: InputError.self) { try own.add(trial) }
    try other.add(trial)
    #expect(throws: InputError.self) { try other.add(trial) }
    #expect(own.trials.isEmpty && other.trials == [trial])
  }

  @Test func `the best at an end of its range, or beside divergence, is warned of`() throws {
    func warnings(_ low: Double, _ high: Double, _ limit: Double) throws
      -> [RandomSearch.Warning]
    {
      var search = RandomSearch(
        [SearchRange("learningRate", low...high)], rounds: [.init(trials: 60, epochs: 1)],
        key: RandomKey(2))
      try search.run { candidate in
        let rate = candidate.values["learningRate"] ?? .nan
        return .init(
          loss: rate > limit ? 100 : 1 + abs(.log10(rate)), accuracy: nil, firstLoss: 2.3)
      }
      return search.warnings()
    }
    // The least loss is at 1.
    #expect(try warnings(1e-3, 1e3, 1e2).isEmpty)
    let edge = try warnings(1e-5, 1e-1, 1e9)
    guard case .edge("learningRate", _, isUpper: true) = try #require(edge.first) else {
      Issue.record("\(edge)")
      return
    }
    let lower = try warnings(10, 1e5, 1e9)
    guard case .edge("learningRate", _, isUpper: false) = try #require(lower.first) else {
      Issue.record("\(lower)")
      return
    }
    let beside = try warnings(1e-3, 1e3, 1.2)
    guard
      case .besideDivergence("learningRate", let value, let diverged) = try #require(beside.first)
    else {
      Issue.record("\(beside)")
      return
    }
    #expect(value < diverged && diverged < 3 * value)
  }

  @Test func `where all diverge there is no best`() throws {
    var search = search()
    try search.run { _ in .init(loss: .infinity, accuracy: nil, firstLoss: 2) }
    #expect(search.best == nil && search.isFinished && search.warnings().isEmpty)
  }
}
