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

  /// What `body` makes of each of `jobs`, with the number of evaluations that this took.
  ///
  /// Each job aims the line once, through the same variable, and samples it. Where a neighborhood takes
  /// several points at once, a job is stopped when it needs a sample that is not there, and begun anew
  /// once the samples that all of them need have been evaluated: what a job does with its samples costs
  /// nothing against these.
  mutating func together<Job, Result>(
    _ jobs: [Job], ofVariable variable: Int, _ body: (Job, inout Line) throws -> Result
  ) throws -> [(Result, evaluations: Int)] {
    let stackSize = stackSize(ofVariable: variable)
    guard stackSize > 1 else {
      return try jobs.map { job in
        let before = evaluations
        return (try body(job, &self), evaluations - before)
      }
    }
    defer { course = nil }
    var courses = [Course](repeating: Course(), count: jobs.count)
    var results = [Result?](repeating: nil, count: jobs.count)
    while true {
      var missing: [(job: Int, move: Move)] = []
      for number in jobs.indices where results[number] == nil {
        course = courses[number]
        do {
          results[number] = try body(jobs[number], &self)
        } catch let error as Missing {
          missing += error.places.map { (number, Move(error.displacement, by: $0)) }
        }
      }
      guard !missing.isEmpty else { break }
      for start in stride(from: 0, to: missing.count, by: stackSize) {
        let stack = missing[start..<min(start + stackSize, missing.count)]
        for (asked, sample) in zip(stack, try samples(at: stack.map(\.move))) {
          courses[asked.job].places.append(asked.move.step)
          courses[asked.job].samples.append(sample)
        }
      }
    }
    return zip(results, courses).map { ($0!, $1.places.count) }
  }

  /// Says that these places will be sampled, so that they can be evaluated together.
  mutating func expect(_ places: Double...) throws {
    guard course != nil else { return }
    let missing = places.filter { !isSampled(at: $0) }
    if !missing.isEmpty { throw Missing(displacement: displacement, places: missing) }
  }
}
