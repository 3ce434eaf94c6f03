// Several lines at once: what each needs is gathered, and evaluated together.

extension Line {
  /// What was sampled along one of several lines so far.
  struct Course: Sendable {
    var places: [Double] = []
    var samples: [Sample] = []
  }

  /// Thrown where a line of several asks for what has not been evaluated yet.
  struct Missing: Error {
    let displacement: Displacement
    let places: [Double]
  }

  /// What `measure` makes of the lines along each of `displacements`, given its number, and how many
  /// evaluations it took.
  ///
  /// It aims the line once, and samples it. Where a neighborhood takes several points at once, it is stopped
  /// when it needs a sample that is not there, and called anew once the samples that all lines need have
  /// been evaluated: what it does with its samples costs nothing against these.
  mutating func together<Result>(
    _ displacements: [Displacement], _ measure: (Int, inout Line) throws -> Result
  ) throws -> [(result: Result, evaluations: Int)] {
    guard displacements.contains(where: { stackSize(ofVariable: $0.variable) > 1 }) else {
      return try displacements.indices.map { number in
        let before = evaluations
        let result = try measure(number, &self)
        return (result, evaluations - before)
      }
    }
    defer { course = nil }
    var courses = [Course](repeating: Course(), count: displacements.count)
    var results = [(result: Result, evaluations: Int)?](repeating: nil, count: displacements.count)
    while true {
      var missing: [(line: Int, move: Move)] = []
      for number in displacements.indices where results[number] == nil {
        course = courses[number]
        do {
          results[number] = (
            try measure(number, &self), courses[number].places.count
          )
        } catch let error as Missing {
          missing += error.places.map { (number, Move(error.displacement, by: $0)) }
        }
      }
      guard !missing.isEmpty else { break }
      for stack in stacks(missing) {
        for (asked, sample) in zip(stack, try samples(at: stack.map(\.move))) {
          courses[asked.line].places.append(asked.move.step)
          courses[asked.line].samples.append(sample)
        }
      }
    }
    return results.compactMap { $0 }
  }

  /// As many of the moves at a time as are best evaluated together.
  private func stacks(_ missing: [(line: Int, move: Move)]) -> [[(line: Int, move: Move)]] {
    var stacks: [[(line: Int, move: Move)]] = []
    var filled = Double.infinity
    for asked in missing {
      let share = 1 / Double(stackSize(ofVariable: asked.move.displacement.variable))
      filled += share
      // So many equal shares may not add up to exactly 1.
      if filled > 1 + share / 2 {
        stacks.append([])
        filled = share
      }
      stacks[stacks.count - 1].append(asked)
    }
    return stacks
  }

  /// Says that two places will be sampled, so that they can be evaluated together.
  mutating func expect(_ one: Double, _ other: Double) throws {
    // Most lines are alone, and need no list.
    if course != nil { try expect([one, other]) }
  }

  /// Says that these places will be sampled, so that they can be evaluated together.
  mutating func expect(_ places: [Double]) throws {
    guard course != nil else { return }
    let missing = places.filter { !isSampled(at: $0) }
    if !missing.isEmpty { throw Missing(displacement: displacement, places: missing) }
  }
}
