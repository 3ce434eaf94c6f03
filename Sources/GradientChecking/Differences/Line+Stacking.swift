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

  /// What `measure` makes of the lines along each of `paths` through one variable.
  ///
  /// It aims the line once, and samples it. Where a neighborhood takes several points at once, it is stopped
  /// when it needs a sample that is not there, and called anew once the samples that all lines need have
  /// been evaluated: what it does with its samples costs nothing against these.
  mutating func together(
    _ paths: [Displacement.Direction], ofVariable variable: Int,
    _ measure: (Displacement.Direction, inout Line) throws -> Measurement
  ) throws -> [Measurement] {
    let stackSize = stackSize(ofVariable: variable)
    guard stackSize > 1 else {
      return try paths.map { path in
        let before = evaluations
        var measurement = try measure(path, &self)
        measurement.evaluations = evaluations - before
        return measurement
      }
    }
    defer { course = nil }
    var courses = [Course](repeating: Course(), count: paths.count)
    var measurements = [Measurement?](repeating: nil, count: paths.count)
    while true {
      var missing: [(line: Int, move: Move)] = []
      for number in paths.indices where measurements[number] == nil {
        course = courses[number]
        do {
          measurements[number] = try measure(paths[number], &self)
          measurements[number]?.evaluations = courses[number].places.count
        } catch let error as Missing {
          missing += error.places.map { (number, Move(error.displacement, by: $0)) }
        }
      }
      guard !missing.isEmpty else { break }
      for start in stride(from: 0, to: missing.count, by: stackSize) {
        let stack = missing[start..<min(start + stackSize, missing.count)]
        for (asked, sample) in zip(stack, try samples(at: stack.map(\.move))) {
          courses[asked.line].places.append(asked.move.step)
          courses[asked.line].samples.append(sample)
        }
      }
    }
    return measurements.compactMap { $0 }
  }

  /// Says that these places will be sampled, so that they can be evaluated together.
  mutating func expect(_ places: Double...) throws {
    guard course != nil else { return }
    let missing = places.filter { !isSampled(at: $0) }
    if !missing.isEmpty { throw Missing(displacement: displacement, places: missing) }
  }
}
