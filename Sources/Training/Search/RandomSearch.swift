import GSL
import Layers
import Synchronization
import Tensors

/// A search for hyperparameters at random, from coarse to fine.
///
///     var search = RandomSearch(
///       [SearchRange("learningRate", 1e-5...1)], rounds: [.init(trials: 16, epochs: 1)], key: RandomKey(0))
///     try search.run { candidate in … train, and judge … }
///     print(search.best)
///
/// The first round draws from the whole ranges, trains shortly and leaves what diverges; each further one draws from
/// where the best quarter of the round before lies, and a tenth of that round's range beyond. Candidates depend on
/// the key and on finished rounds alone: any number of threads, and a search that was stopped and goes on, give the
/// same.
///
/// Source: Bergstra, Bengio: "Random search for hyper-parameter optimization", JMLR 2012: where few of the
/// hyperparameters matter, a grid tries few values of these.
public struct RandomSearch: Sendable {
  public struct Round: Sendable, Codable, Equatable {
    public let trials: Int
    /// The epochs of each.
    public let epochs: Int

    public init(trials: Int, epochs: Int) {
      self.trials = trials
      self.epochs = epochs
    }
  }

  /// Why the best may not be the best there is.
  public enum Warning: Sendable, Codable, Equatable {
    /// The best value lies at an end of its range.
    case edge(name: String, value: Double, isUpper: Bool)
    /// A slightly higher value of the same, elsewhere in the search, diverged.
    case besideDivergence(name: String, value: Double, diverged: Double)
  }

  public let ranges: [SearchRange]
  public let rounds: [Round]
  public let key: RandomKey
  /// What is finished, by number.
  public private(set) var trials: [SearchTrial] = []

  private static let (least, share, margin) = (3, 4, 0.1)
  /// So much of a range is its edge.
  private static let edge = 0.05
  /// A value that diverged is near if it is so many times the best.
  private static let near = 3.0

  public init(_ ranges: [SearchRange], rounds: [Round], key: RandomKey) {
    self.ranges = ranges
    self.rounds = rounds
    self.key = key
  }

  /// The ranges that a round draws from; nil while the round before is not finished.
  public func ranges(of round: Int) -> [SearchRange]? {
    guard round > 0 else { return ranges }
    let earlier = trials.filter { $0.candidate.round == round - 1 }
    guard earlier.count == rounds[round - 1].trials, let before = ranges(of: round - 1) else {
      return nil
    }
    let count = max(RandomSearch.least, earlier.count / RandomSearch.share)
    let best = earlier.ranked.prefix(count)
    return before.map { range in
      let shares = best.compactMap { $0.candidate.values[range.name] }.map(range.share)
      guard let low = shares.min(), let high = shares.max() else { return range }
      let (start, end) = (
        max(0, low - RandomSearch.margin), min(1, high + RandomSearch.margin)
      )
      return SearchRange(range.name, range.value(at: start)...range.value(at: end))
    }
  }

  /// What is to be tried in a round, finished or not; nil while the round before is not finished.
  public func candidates(of round: Int) -> [SearchTrial.Candidate]? {
    guard let ranges = ranges(of: round) else { return nil }
    let first = rounds[..<round].reduce(0) { $0 + $1.trials }
    return (first..<first + rounds[round].trials).map { number in
      let generator = RandomGenerator(key.derived(number))
      let values = ranges.map { ($0.name, $0.value(at: generator.uniform())) }
      return SearchTrial.Candidate(
        number: number, round: round, epochs: rounds[round].epochs,
        values: Dictionary(uniqueKeysWithValues: values))
    }
  }

  /// Takes a trial that was made earlier.
  ///
  /// - Throws: `InputError` where it is none of this search, or there is one of its number.
  public mutating func add(_ trial: SearchTrial) throws(InputError) {
    let candidate = trial.candidate
    guard rounds.indices.contains(candidate.round),
      let own = candidates(of: candidate.round), own.contains(candidate),
      !trials.contains(where: { $0.candidate.number == candidate.number })
    else {
      throw InputError(
        "a search", expects: "trials of its own, each once",
        got: "number \(candidate.number) of another search, or again")
    }
    trials.append(trial)
    trials.sort { $0.candidate.number < $1.candidate.number }
  }

  public var isFinished: Bool { trials.count == rounds.reduce(0) { $0 + $1.trials } }

  /// Makes the trials that are not made yet, several at once.
  ///
  /// - Parameters:
  ///   - train: A training with the values of a candidate, always the same for the same; from several threads.
  ///   - finished: Called with each trial as it is finished, one at a time.
  /// - Throws: what either throws; trials that were finished before stay.
  public mutating func run(
    _ train: @Sendable (SearchTrial.Candidate) throws -> SearchTrial.Outcome,
    finished: @Sendable (SearchTrial) throws -> Void = { _ in }
  ) throws {
    for round in rounds.indices {
      let made = Set(trials.map(\.candidate.number))
      let open = (candidates(of: round) ?? []).filter { !made.contains($0.number) }
      let state = Mutex<(trials: [SearchTrial], error: (any Error)?)>(([], nil))
      Cores.forEach(open.count) { place in
        guard state.withLock({ $0.error == nil }) else { return }
        do {
          let trial = SearchTrial(open[place], try train(open[place]))
          try state.withLock { state in
            try finished(trial)
            state.trials.append(trial)
          }
        } catch {
          state.withLock { $0.error = $0.error ?? error }
        }
      }
      let (new, error) = state.withLock { ($0.trials, $0.error) }
      trials = (trials + new).sorted { $0.candidate.number < $1.candidate.number }
      if let error { throw error }
    }
  }

  // MARK: - What follows

  /// The best of the last round that has any; rounds before it trained for fewer epochs.
  public var best: SearchTrial? {
    rounds.indices.reversed().lazy
      .compactMap { round in trials.filter { $0.candidate.round == round }.ranked.first }.first
  }

  /// - Parameter names: The ranges whose high values diverge, such as the learning rate.
  public func warnings(divergingIn names: [String] = ["learningRate"]) -> [Warning] {
    guard let best else { return [] }
    var warnings: [Warning] = []
    for range in ranges {
      guard let value = best.candidate.values[range.name], range.high > range.low else { continue }
      let share = range.share(of: value)
      if share < RandomSearch.edge || share > 1 - RandomSearch.edge {
        warnings.append(.edge(name: range.name, value: value, isUpper: share > 0.5))
      }
      guard names.contains(range.name) else { continue }
      let diverged = trials.filter(\.outcome.hasDiverged)
        .compactMap { $0.candidate.values[range.name] }
        .filter { $0 > value && $0 < RandomSearch.near * value }
      if let nearest = diverged.min() {
        warnings.append(.besideDivergence(name: range.name, value: value, diverged: nearest))
      }
    }
    return warnings
  }
}
