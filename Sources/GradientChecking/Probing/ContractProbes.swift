import GSL

/// The probes that every function undergoes, in the order in which they run.
struct ContractProbes {
  let map: any DifferentiableMap
  let problem: Problem
  /// Whether the map is part of one that has been probed.
  let isPart: Bool
  /// Whether the map is going to be called from several threads at once.
  let isShared: Bool

  private var point: Point { problem.point }
  private var base: Evaluation { problem.base }
  private var cotangent: [Double] { problem.cotangent }
  /// The analytic gradient of the first call.
  private var gradient: Point { problem.gradient }
  private var key: RandomKey { problem.key.derived(1) }

  func run() throws -> [ContractProbe] {
    var probes = [
      ContractProbe("there is something to check", violation: emptiness()),
      ContractProbe("shapes match", violation: shapeMismatch(gradient)),
      ContractProbe("finite", violation: notFinite(base.output, gradient)),
    ]
    guard probes.allSatisfy(\.isKept) else { return probes }

    // What a part remembers, the whole does too, which has been asked.
    if !isPart { probes += try memoryProbes() }
    if let function = map as? any DifferentiableFunction {
      if let (value, other) = try function.valueWithGradient(at: point) {
        probes.append(
          ContractProbe(
            "the gradient's path gives the same value",
            violation: isClose(value, base.output[0], scale: value.magnitude)
              ? gradientChange(other)
              : "\(value) with the gradient, \(base.output[0]) without"))
      }
    }
    probes.append(
      ContractProbe("pullback is linear in the cotangent", violation: try nonlinearity()))
    probes += try map.additionalProbes(at: point)
    // What changes from call to call changes from thread to thread too, which would prove nothing.
    guard isShared, probes.allSatisfy(\.isKept) else { return probes }
    let race = try RaceProbe(map: map, problem: problem, isSame: isSame).violation()
    // That none was found does not prove that there is none, so that it is not reported as a promise kept.
    return probes + [race].compactMap { $0 }.map { ContractProbe(RaceProbe.promise, violation: $0) }
  }

  /// Whether outputs and gradients are the same, up to a reordering of sums.
  private func isSame(_ now: RaceProbe.Answer, _ before: RaceProbe.Answer) -> Bool {
    // Beside the point of the check the function need not be finite.
    func finite(_ blocks: [[Double]]) -> [[Double]] {
      blocks.map { $0.map { $0.isFinite ? $0 : 0 } }
    }
    func areClose(_ now: [[Double]], _ before: [[Double]]) -> Bool {
      let (now, before) = (finite(now), finite(before))
      let tolerance = tolerance(Point(before).largest)
      return now.map(\.count) == before.map(\.count)
        && zip(now, before).allSatisfy {
          ContractProbes.firstPlace(where: $0, differs: $1, by: tolerance) == nil
        }
    }
    return areClose([now.output], [before.output])
      && areClose(now.gradient.blocks, before.gradient.blocks)
  }

  /// Whether the map remembers anything of earlier calls.
  private func memoryProbes() throws -> [ContractProbe] {
    let repeated = [
      ContractProbe(
        "value is repeatable",
        violation: try repeatedly { try valueChange(map.evaluate(at: point)) }),
      ContractProbe(
        "gradient is repeatable",
        violation: try repeatedly {
          try gradientChange(map.pullback(of: cotangent, at: point))
        }),
    ]
    let elsewhere = problem.elsewhere
    _ = try Problem.ifDefined { try map.pullback(of: cotangent, at: elsewhere) }
    _ = try Problem.ifDefined { try map.evaluate(at: elsewhere) }
    // The gradient first: one that is taken wherever the value was last must not be helped.
    let leftover =
      try gradientChange(map.pullback(of: cotangent, at: point))
      ?? valueChange(map.evaluate(at: point))
    return repeated + [
      ContractProbe("nothing is left over from another point", violation: leftover),
      ContractProbe(
        "variables are left alone",
        violation: Point(map.variables) == point ? nil : "the variables' values have changed"),
    ]
  }
}

// MARK: - Comparisons

extension ContractProbes {
  /// How often a small function is asked the same: what changes in one of four calls, as a sum over a set in
  /// the order of its hashes, changes in 16 with a probability of 99 %.
  private static let repetitions = 16
  /// A function of more values is asked once again.
  private static let small = 10_000

  /// The first violation that repeated calls show.
  private func repeatedly(_ violation: () throws -> String?) throws -> String? {
    let values = point.blocks.reduce(0) { $0 + $1.count }
    for _ in 0..<(values <= ContractProbes.small ? ContractProbes.repetitions : 1) {
      if let violation = try violation() { return violation }
    }
    return nil
  }

  /// Nothing that could be seen is nothing that could be right.
  private func emptiness() -> String? {
    base.output.isEmpty && point.blocks.contains { !$0.isEmpty }
      ? "the function has no outputs" : nil
  }

  private func shapeMismatch(_ gradient: Point) -> String? {
    let variables = map.variables
    guard gradient.blocks.count == variables.count else {
      return "\(gradient.blocks.count) gradients for \(variables.count) variables"
    }
    for (variable, block) in zip(variables, gradient.blocks)
    where block.count != variable.values.count {
      return "the gradient of \(variable.name) has \(block.count) values, "
        + "\(variable.name) has \(variable.values.count)"
    }
    return nil
  }

  private func notFinite(_ output: [Double], _ gradient: Point) -> String? {
    if let place = output.firstIndex(where: { !$0.isFinite }) {
      return "output \(place) is \(output[place])"
    }
    for (variable, block) in zip(map.variables, gradient.blocks) {
      if let place = block.firstIndex(where: { !$0.isFinite }) {
        return
          "the gradient of \(variable.name)\(variable.index(ofOffset: place)) is \(block[place]) "
          + "where the function is finite"
      }
    }
    return nil
  }

  private func valueChange(_ evaluation: Evaluation) -> String? {
    guard evaluation.output.count == base.output.count else {
      return "\(base.output.count) outputs at first, \(evaluation.output.count) later"
    }
    for (place, (now, before)) in zip(evaluation.output, base.output).enumerated()
    where !isClose(now, before, scale: before.magnitude) {
      return "output \(place) is \(before) at first, \(now) later"
    }
    return nil
  }

  private func gradientChange(_ now: Point) -> String? {
    if let mismatch = shapeMismatch(now) { return mismatch }
    let scale = gradient.largest
    let tolerance = tolerance(scale)
    for (position, variable) in map.variables.enumerated() {
      guard
        let place = ContractProbes.firstPlace(
          where: now[position], differs: gradient[position], by: tolerance)
      else { continue }
      let (now, before) = (now[position][place], gradient[position][place])
      let (first, later) = distinctly(before, now)
      return "the gradient of \(variable.name)\(variable.index(ofOffset: place)) is "
        + "\(first) at first, \(later) later"
    }
    return nil
  }

  /// The first place at which two lists are further apart than `tolerance`.
  private static func firstPlace(
    where one: [Double], differs other: [Double], by tolerance: Double
  ) -> Int? {
    one.withUnsafeBufferPointer { one in
      other.withUnsafeBufferPointer { other in
        // What has changed its length has changed its shape, which is told elsewhere.
        (0..<min(one.count, other.count)).first {
          !isClose(one[$0], other[$0], within: tolerance)
        }
      }
    }
  }

  /// Compares the pullback of 2u − 3v with 2·pullback(u) − 3·pullback(v), and that of 0 with 0.
  private func nonlinearity() throws -> String? {
    // Of the other sign everywhere, so that a mask which goes by the sign shows.
    let other = zip(cotangent, RandomGenerator(key.derived(1)).normals(cotangent.count))
      .map { $0 < 0 ? $1.magnitude : -$1.magnitude }
    let second = try map.pullback(of: other, at: point)
    let combination = try map.pullback(
      of: zip(cotangent, other).map { 2 * $0 - 3 * $1 }, at: point)
    let zero = try map.pullback(of: [Double](repeating: 0, count: cotangent.count), at: point)
    for mismatch in [second, combination, zero].lazy.compactMap({ shapeMismatch($0) }) {
      return mismatch
    }
    // The size of whole gradients, by which the rounding in them is measured. A single block may be
    // nothing but rounding, as the gradient of a bias in front of a batch norm is.
    let scale = max(gradient.largest, second.largest)
    guard let found = mismatch(of: combination, zero, with: second, scale: scale) else {
      return nil
    }
    // One that computes in single precision without saying so is linear to that.
    let single = Precision.float.unitRoundoff / map.precision.unitRoundoff
    if isOfSinglePrecision,
      mismatch(of: combination, zero, with: second, scale: single * scale) == nil
    {
      return nil
    }
    // A saturated softmax subtracts 1 from 1: its rounding is that of larger gradients nearby.
    let nearby = AnalyticRounding.reach(of: map, in: problem)
    return nearby > scale ? mismatch(of: combination, zero, with: second, scale: nearby) : found
  }

  /// Whether all outputs, or all entries of the gradient, are numbers of single precision, which hardly one number
  /// of double precision is.
  private var isOfSinglePrecision: Bool {
    func isSingle(_ numbers: some Sequence<Double>) -> Bool {
      numbers.allSatisfy { Double(Float($0)) == $0 }
        && numbers.contains { $0.significandWidth > 12 }
    }
    return isSingle(base.output) || isSingle(gradient.blocks.joined())
  }

  /// Where the pullbacks of 2u − 3v and of 0 are not what those of u and v make them.
  private func mismatch(
    of combination: Point, _ zero: Point, with second: Point, scale: Double
  ) -> String? {
    let tolerance = tolerance(scale)
    for (position, variable) in map.variables.enumerated() {
      guard
        let offset = ContractProbes.firstPlace(
          where: combination[position], zero[position], areNot: gradient[position],
          second[position], tolerance)
      else { continue }
      let place = "\(variable.name)\(variable.index(ofOffset: offset))"
      let (first, second) = (gradient[position][offset], second[position][offset])
      guard ContractProbes.isClose(zero[position][offset], 0, within: tolerance) else {
        return "a cotangent of zeros gives \(short(zero[position][offset])) for \(place)"
      }
      let (ofSum, sum) = distinctly(combination[position][offset], 2 * first - 3 * second)
      return "\(place): pullback(2u − 3v) is \(ofSum), 2·pullback(u) − 3·pullback(v) is \(sum)"
    }
    return nil
  }

  /// The first place at which the pullback of 2u − 3v or that of 0 is not what those of u and v make it.
  private static func firstPlace(
    where combination: [Double], _ zero: [Double], areNot first: [Double], _ second: [Double],
    _ tolerance: Double
  ) -> Int? {
    combination.withUnsafeBufferPointer { combination in
      zero.withUnsafeBufferPointer { zero in
        first.withUnsafeBufferPointer { first in
          second.withUnsafeBufferPointer { second in
            let count = [combination, zero, first, second].map(\.count).reduce(Int.max, min)
            return (0..<count).first { i in
              !isClose(zero[i], 0, within: tolerance)
                || !isClose(combination[i], 2 * first[i] - 3 * second[i], within: 5 * tolerance)
            }
          }
        }
      }
    }
  }

  /// Whether two numbers that should be the same are, up to a reordering of sums.
  private func isClose(_ a: Double, _ b: Double, scale: Double) -> Bool {
    ContractProbes.isClose(a, b, within: tolerance(scale))
  }

  @inline(__always)
  private static func isClose(_ a: Double, _ b: Double, within tolerance: Double) -> Bool {
    a == b || (a - b).magnitude <= tolerance
  }

  /// What sums of numbers of this size, added in another order, may differ by.
  private func tolerance(_ scale: Double) -> Double {
    map.precision.reordering(of: scale) + 16 * .leastNonzeroMagnitude
  }
}
