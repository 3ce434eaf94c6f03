extension GradientChecker {
  /// Measures one shard's share of a check: what takes the time in a large one.
  ///
  ///     let shard = Shard(2, of: 8)!
  ///     let partial = try checker.measure(map, named: "net", shard: shard)      // on each of 8 machines
  ///     let report = try checker.report(on: map, named: "net", joining: partials)     // on one of them
  ///
  /// Every coordinate with its column of the Jacobian, every direction, and every map of which a composite one
  /// is made belongs to one shard. Which one does not depend on the machine. The analytic Jacobian is worked
  /// out by each of them.
  ///
  /// A shard that a limit of the configuration has cut short is not ``PartialReport/isComplete``.
  ///
  /// - Throws: what the function throws, or `CancellationError` where `monitor` asks to stop.
  public func measure(
    _ map: some DifferentiableMap, named subject: String, shard: Shard,
    monitor: CheckMonitor = CheckMonitor()
  ) throws -> PartialReport {
    let check = try check(map, subject, monitor)
    func own<Element>(_ elements: [Element]) -> [Element] {
      elements.enumerated().filter { shard.contains($0.offset) }.map(\.element)
    }
    let parts = try check.composition()
    let measured = try check.measurements(
      of: own(check.groups), own(parts), try check.jacobianCheck(monitor), monitor: monitor)
    return PartialReport(
      subject: subject, shard: shard, configuration: configuration.coded,
      groupCount: check.groups.count, partCount: parts.count,
      measurements: measured.groups.compactMap { $0 }, parts: measured.parts.compactMap { $0 },
      limit: measured.isComplete ? nil : measured.limit)
  }

  /// The report of a check whose shards have been measured: the one that ``check(_:named:monitor:)`` gives.
  ///
  /// What follows on a suspicion, such as looking for the wrong entry and naming the mistake, is done here,
  /// so that it needs the function. A machine that computes otherwise in the last digit may come to other
  /// last digits.
  ///
  /// - Throws: a ``ShardError`` where shards are missing, measured twice, cut short or of another check, or
  ///   where one says what no shard can have measured, and what
  ///   ``check(_:named:monitor:)`` throws.
  public func report(
    on map: some DifferentiableMap, named subject: String, joining partials: [PartialReport],
    monitor: CheckMonitor = CheckMonitor()
  ) throws -> GradientReport {
    let shards = try GradientChecker.sorted(partials, subject)
    let check = try check(map, subject, monitor)
    let (groupCount, partCount) = (check.groups.count, try check.composition().count)
    for partial in shards {
      guard partial.isComplete else {
        throw ShardError("shard \(partial.shard) was cut short by its limit: measure it again")
      }
      guard partial.subject == subject, partial.configuration == configuration.coded,
        partial.groupCount == groupCount, partial.partCount == partCount
      else {
        throw ShardError("shard \(partial.shard) is of another check than that of \(subject)")
      }
      func own(_ count: Int) -> [Int] { (0..<count).filter(partial.shard.contains) }
      do {
        try partial.validate(check.lines(own(groupCount)), parts: own(partCount).count)
      } catch {
        throw ShardError(partial.shard, error)
      }
    }
    func joined<Element>(_ count: Int, _ elements: (PartialReport) -> [Element]) -> [Element] {
      let columns = shards.map(elements)
      return (0..<count).map { columns[$0 % shards.count][$0 / shards.count] }
    }
    return try check.report(
      on: Measured(
        groups: joined(groupCount, \.measurements), parts: joined(partCount, \.parts), limit: .time),
      try check.jacobianCheck(monitor), monitor: monitor)
  }

  private func check<Map: DifferentiableMap>(
    _ map: Map, _ subject: String, _ monitor: CheckMonitor
  ) throws -> Check<Map> {
    guard !monitor.isCancelled() else { throw CancellationError() }
    return try Check(map, named: subject, cotangent: nil, configuration)
  }

  /// All shards of one count, in order.
  private static func sorted(
    _ partials: [PartialReport], _ subject: String
  ) throws -> [PartialReport] {
    guard let count = partials.first?.shard.count else {
      throw ShardError("there is no shard of the check of \(subject)")
    }
    var shards = [PartialReport?](repeating: nil, count: count)
    for partial in partials {
      guard partial.shard.count == count else {
        throw ShardError("shard \(partial.shard) does not go with the others, of \(count)")
      }
      guard shards[partial.shard.number - 1] == nil else {
        throw ShardError("shard \(partial.shard) is there twice")
      }
      shards[partial.shard.number - 1] = partial
    }
    let missing = shards.indices.filter { shards[$0] == nil }.map { "\($0 + 1)/\(count)" }
    guard missing.isEmpty else {
      let more = missing.count > 5 ? " and \(missing.count - 5) more" : ""
      throw ShardError("missing: shard \(missing.prefix(5).joined(separator: ", "))\(more)")
    }
    return shards.compactMap { $0 }
  }
}

extension CheckConfiguration {
  /// With what does not change the numbers that a whole check comes to as it is by default.
  fileprivate var coded: CheckConfiguration {
    var coded = self
    let initial = CheckConfiguration()
    coded.threads = initial.threads
    coded.namesMistakes = initial.namesMistakes
    coded.entriesPerTile = initial.entriesPerTile
    coded.timeLimit = initial.timeLimit
    coded.evaluationLimit = initial.evaluationLimit
    return coded
  }
}
