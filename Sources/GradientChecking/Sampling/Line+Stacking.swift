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

  /// Measures the lines along each of `displacements`: aims at it and samples it, given its number.
  ///
  /// Where a neighborhood takes several points at once, `measure` is stopped when it needs a sample
  /// that is not there, and called anew once the samples that all lines need have been evaluated:
  /// what it does with its samples costs nothing against these.
  ///
  /// - Returns: How many evaluations each line took.
  mutating func together(
    _ displacements: [Displacement], _ measure: (Int, inout Line) throws -> Void
  ) throws -> [Int] {
    guard displacements.contains(where: { stackSize(ofVariable: $0.variable) > 1 }) else {
      return try displacements.indices.map { number in
        let before = evaluations
        try measure(number, &self)
        return evaluations - before
      }
    }
    defer { course = nil }
    var courses = [Course](repeating: Course(), count: displacements.count)
    var open = Array(displacements.indices)
    while !open.isEmpty {
      var missing: [(line: Int, move: Move)] = []
      open = try open.filter { number in
        course = courses[number]
        do {
          try measure(number, &self)
          return false
        } catch let error as Missing {
          missing += error.places.map { (number, Move(error.displacement, by: $0)) }
          return true
        }
      }
      for stack in stacks(missing) {
        for (asked, sample) in zip(stack, try samples(at: stack.map(\.move))) {
          courses[asked.line].places.append(asked.move.step)
          courses[asked.line].samples.append(sample)
        }
      }
    }
    return courses.map(\.places.count)
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

  /// Says that both sides will be sampled at this step and probably at larger ones, so many in all,
  /// unless it was among those of an earlier call: to go from one to the next takes an evaluation
  /// of few points.
  mutating func expect(_ count: Int, stepsFrom step: Double) throws {
    guard course != nil, !isSampled(at: step) else { return }
    var expected = [step]
    while expected.count < count {
      expected.append(representable(Policy.ratio * expected[expected.count - 1]))
    }
    try expect(expected.filter { $0 <= steps.upperBound }.flatMap { [$0, -$0] })
  }

  /// Says that these places will be sampled, so that they can be evaluated together.
  mutating func expect(_ places: [Double]) throws {
    guard course != nil else { return }
    let missing = places.filter { !isSampled(at: $0) }
    if !missing.isEmpty { throw Missing(displacement: displacement, places: missing) }
  }
}
