/// Compares a numeric column of the Jacobian with the analytic one, entry by entry.
///
/// One displacement of ±h gives the whole column n = (f(h) − f(−h)) / 2h. An entry a passes at once
///
/// - where it is n to the tolerance, relative to the two of them; or
/// - where they differ by no more than rounding makes of n, and that is less than twice the
///   tolerance of the largest entry in the row and of the largest in the column.
///
/// What does not pass is refined as a coordinate of the ordinary check is, from samples that all
/// outputs share: an error that is larger than the second bound is never taken for noise unrefined.
struct ColumnCheck {
  let tile: JacobianTile
  let problem: Problem
  let precision: Precision
  /// h, relative to max(1, |θ|).
  let step: Double
  /// The function's noise, in units of what rounding its terms amounts to.
  let amplification: Double
  /// ε, where outputs are accurate to ε·max(1, |f|) only.
  let inaccuracy: Double
  /// What rounding of the analytic entries may explain.
  let rounding: EntryRounding

  /// An entry that did not pass at once.
  private struct Pending {
    let output: Int
    /// Its place among the outputs that the displacement reaches; nil where it is not among them.
    let place: Int?
    let analytic: Double
    let plain: Double
  }

  /// The finer steps, relative to h, at which a difference must be the same to be wrong without
  /// refinement.
  private static let finerSteps = [0x1p-4, 0x1p-8]

  private var tolerance: Double { precision.tolerance }

  /// The check of the column of one coordinate.
  ///
  /// - Parameters:
  ///   - column: The coordinate's among those of all variables.
  ///   - displaced: The variable, and the coordinate in it, that `line` is aimed at.
  ///   - isRefuted: Whether the ordinary check along this line found the gradient wrong.
  func findings(
    ofColumn column: Int, _ displaced: (variable: Int, coordinate: Int, values: [Double]),
    isRefuted: Bool, along line: inout Line
  ) throws -> ColumnFindings {
    var findings = ColumnFindings()
    let (cotangent, outputs, analytic) = (problem.cotangent, tile.outputs, tile.entries)
    for place in tile.places(ofColumn: column) {
      let term = cotangent[Int(outputs[place])] * analytic[place]
      findings.contraction += term
      findings.magnitude += term.magnitude
    }
    let h = line.representable(step * line.scale)
    try line.expect(h, -h)
    let pending = try screened(column, h, along: &line, &findings)
    guard !pending.isEmpty else { return findings }
    let isWrong =
      isRefuted
      ? try plainlyWrong(pending, h, along: &line) : pending.map { _ in false }
    let shared = SampledLine(line)
    let entries = try zip(pending, isWrong).map { entry, isWrong in
      ColumnFindings.Entry(
        coordinate: displaced.coordinate, output: entry.output,
        derivative: isWrong ? disagreement(entry, h) : try refined(entry, displaced, shared))
    }
    line = shared.value
    findings.add(entries)
    return findings
  }

  /// σ of one output.
  private func noise(_ output: Int) -> Double {
    amplification * precision.unitRoundoff * tile.size[output - tile.rows.lowerBound]
  }

  // MARK: - At once

  /// The entries that do not pass at step h.
  private func screened(
    _ column: Int, _ h: Double, along line: inout Line, _ findings: inout ColumnFindings
  ) throws -> [Pending] {
    let (right, left) = (try line.sample(h).output, try line.sample(-h).output)
    let widest = ColumnCheck.widest(right, left)
    var screen = Screen(
      right: right, left: left, base: problem.base.output, firstRow: tile.rows.lowerBound,
      sizes: tile.size, largest: tile.largest, isOnBranch: try line.staysOnBranch(h), h: h,
      tolerance: tolerance, columnLimit: 2 * tolerance * widest / (2 * h),
      unit: (Policy.z * amplification * precision.unitRoundoff + inaccuracy) / h)
    let (outputs, entries) = (tile.outputs, tile.entries)
    let places = tile.places(ofColumn: column)
    var next = places.lowerBound
    var start = 0
    for range in line.reach {
      let inside = range.clamped(to: tile.rows)
      var place = start + inside.lowerBound - range.lowerBound
      var output = inside.lowerBound
      while output < inside.upperBound {
        if output + 4 <= inside.upperBound,
          let (analytic, end) = fourEntries(from: next, in: places, of: output),
          screen.passesFour(analytic, output, place)
        {
          next = end
          output += 4
          place += 4
          continue
        }
        var analytic = 0.0
        while next < places.upperBound, outputs[next] <= output {
          if outputs[next] == output {
            analytic += entries[next]
          } else {
            screen.judge(unreached: entries[next], Int(outputs[next]))
          }
          next += 1
        }
        screen.judge(analytic, output, place)
        output += 1
        place += 1
      }
      start += range.count
    }
    for place in next..<places.upperBound {
      screen.judge(unreached: entries[place], Int(outputs[place]))
    }
    findings.count(agreeing: screen.agreeing, withinNoise: screen.withinNoise)
    return screen.pending
  }

  /// The entries of four outputs, from `first` on, among `places` from `start` on, and the place
  /// after them; nil where one output has several.
  @inline(__always)
  private func fourEntries(
    from start: Int, in places: Range<Int>, of first: Int
  ) -> (entries: SIMD4<Double>, end: Int)? {
    let (outputs, entries) = (tile.outputs, tile.entries)
    var (four, place) = (SIMD4<Double>(), start)
    for lane in 0..<4 where place < places.upperBound && Int(outputs[place]) == first &+ lane {
      four[lane] = entries[place]
      place &+= 1
    }
    return place == places.upperBound || Int(outputs[place]) > first &+ 3 ? (four, place) : nil
  }

  /// The largest difference between the two samples.
  private static func widest(_ right: [Double], _ left: [Double]) -> Double {
    var (four, place) = (SIMD4<Double>(), 0)
    while place + 4 <= right.count {
      four = four.larger((SIMD4(right, place) - SIMD4(left, place)).magnitude)
      place += 4
    }
    var widest = (0..<4).reduce(0) { max($0, four[$1]) }
    for place in place..<right.count {
      widest = max(widest, (right[place] - left[place]).magnitude)
    }
    return widest
  }

  /// What passes at once, entry by entry.
  private struct Screen {
    /// f(h) and f(−h) where the displacement reaches, and f(0).
    let right: [Double]
    let left: [Double]
    let base: [Double]
    let firstRow: Int
    let sizes: [Double]
    let largest: [Double]
    let isOnBranch: Bool
    let h: Double
    let tolerance: Double
    /// The most that noise may excuse in this column.
    let columnLimit: Double
    /// What rounding of one unit of size does to a difference.
    let unit: Double
    var agreeingAlone = 0
    var noiseAlone = 0
    /// Of four outputs judged together, by their places among these.
    var agreeingFours = SIMD4<Int64>()
    var noiseFours = SIMD4<Int64>()
    var pending: [Pending] = []

    var agreeing: Int { agreeingAlone + Int(agreeingFours.wrappedSum()) }
    var withinNoise: Int { noiseAlone + Int(noiseFours.wrappedSum()) }

    /// The entry of an output that the displacement reaches, at this place.
    @inline(__always)
    mutating func judge(_ analytic: Double, _ output: Int, _ place: Int) {
      let change = right[place] - left[place]
      guard analytic != 0 || change != 0 else { return }
      let numeric = change / (2 * h)
      // Across a kink the two sides must have the same slope.
      let isSmooth =
        isOnBranch
        || (passes(analytic, (right[place] - base[output]) / h, output)
          && passes(analytic, (base[output] - left[place]) / h, output))
      if isSmooth, isEqual(analytic, numeric) {
        agreeingAlone += 1
      } else if isSmooth, isNoise(analytic - numeric, output) {
        noiseAlone += 1
      } else {
        pending.append(
          Pending(output: output, place: place, analytic: analytic, plain: numeric))
      }
    }

    /// Whether the entries of four outputs all pass on the point's branch; they are counted then.
    @inline(__always)
    mutating func passesFour(_ analytic: SIMD4<Double>, _ output: Int, _ place: Int) -> Bool {
      guard isOnBranch else { return false }
      let change = SIMD4(right, place) - SIMD4(left, place)
      let numeric = change / (2 * h)
      let distance = (analytic - numeric).magnitude
      let isEqual = distance .<= tolerance * analytic.magnitude.larger(numeric.magnitude)
      let row = output - firstRow
      let noise = (unit * SIMD4(sizes, row)).smaller(2 * tolerance * SIMD4(largest, row))
      let isNoise = distance .<= noise.smaller(SIMD4(repeating: columnLimit))
      guard all(isEqual .| isNoise) else { return false }
      let isZero = analytic .== 0 .& change .== 0
      agreeingFours.replace(with: agreeingFours &+ 1, where: isEqual .& .!isZero)
      noiseFours.replace(with: noiseFours &+ 1, where: isNoise .& .!isEqual)
      return true
    }

    /// The entry of an output that the displacement does not reach.
    mutating func judge(unreached analytic: Double, _ output: Int) {
      if isNoise(analytic, output) {
        noiseAlone += 1
      } else {
        pending.append(Pending(output: output, place: nil, analytic: analytic, plain: 0))
      }
    }

    @inline(__always)
    private func passes(_ analytic: Double, _ quotient: Double, _ output: Int) -> Bool {
      isEqual(analytic, quotient) || isNoise(analytic - quotient, output)
    }

    @inline(__always)
    private func isEqual(_ analytic: Double, _ numeric: Double) -> Bool {
      (analytic - numeric).magnitude <= tolerance * max(analytic.magnitude, numeric.magnitude)
    }

    @inline(__always)
    private func isNoise(_ difference: Double, _ output: Int) -> Bool {
      let row = output - firstRow
      return difference.magnitude
        <= min(unit * sizes[row], columnLimit, 2 * tolerance * largest[row])
    }
  }

  // MARK: - In the end

  /// For each entry whether it is wrong beyond doubt, where the coordinate is known to be: by far
  /// more than noise, by as much at much finer steps, and more than rounding of the analytic value
  /// explains.
  ///
  /// Spares the refinement of millions of entries where a layer is wrong all over.
  private func plainlyWrong(
    _ pending: [Pending], _ h: Double, along line: inout Line
  ) throws -> [Bool] {
    guard try line.staysOnBranch(h) else { return pending.map { _ in false } }
    let steps = ColumnCheck.finerSteps.map { line.representable($0 * h) }
    try line.expect(steps.flatMap { [$0, -$0] })
    let finer = try steps.map { h in
      (h: h, right: try line.sample(h).output, left: try line.sample(-h).output)
    }
    let finest = finer[finer.count - 1].h
    return pending.map { entry in
      let distance = (entry.analytic - entry.plain).magnitude
      let bound = distance / 100
      return distance > 100 * tolerance * max(entry.analytic.magnitude, entry.plain.magnitude)
        && Policy.z * noise(entry.output) / finest <= bound
        && !rounding.mayExplain(
          distance, largest: tile.largest[entry.output - tile.rows.lowerBound])
        && finer.allSatisfy { step in
          let change = entry.place.map { step.right[$0] - step.left[$0] } ?? 0
          return (change / (2 * step.h) - entry.plain).magnitude <= bound
        }
    }
  }

  private func disagreement(_ entry: Pending, _ h: Double) -> Derivative {
    let noise = Policy.z * noise(entry.output) / h
    var derivative = Derivative(.disagree, Interval(entry.plain, noise: noise))
    (derivative.analytic, derivative.plain) = (entry.analytic, entry.plain)
    return derivative
  }

  /// The check of one entry as if its output were the whole function.
  private func refined(
    _ entry: Pending, _ displaced: (variable: Int, coordinate: Int, values: [Double]),
    _ samples: SampledLine
  ) throws -> Derivative {
    let value = problem.base.output[entry.output]
    let largest = tile.largest[entry.output - tile.rows.lowerBound]
    var line = Line(
      from: Evaluation([value], branches: problem.base.branches), cotangent: [1],
      in: EntryNeighborhood(samples: samples, place: entry.place, value: value),
      precision: precision)
    line.aim(
      variable: displaced.variable, coordinate: displaced.coordinate, of: displaced.values)
    // What rounding does to an output is known from its terms; that the output itself is small, or
    // 0, does not make it less.
    let noise = noise(entry.output)
    let derivative = try DerivativeCheck(
      method: .central, step: step, noise: NoiseLevel(rounding: noise), displacementNoise: noise,
      inaccuracy: inaccuracy * max(1, value.magnitude),
      influence: line.scale * max(largest, value.magnitude < 1 ? value.magnitude : 1),
      claim: Claim(
        precision: precision, rounding: Policy.roundings * precision.unitRoundoff * largest)
    ).check(entry.analytic, along: &line)
    return try rounding.excusing(
      derivative, output: entry.output, largest: largest, coordinate: displaced.coordinate,
      ofBlock: displaced.variable)
  }
}

// Four outputs at a time; the library's own functions are not all of them inlined.
extension SIMD4<Double> {
  /// The four numbers from one place on.
  @inline(__always)
  fileprivate init(_ numbers: [Double], _ first: Int) {
    precondition(first >= 0 && first + 4 <= numbers.count)
    self = numbers.withUnsafeBytes {
      $0.loadUnaligned(fromByteOffset: first * MemoryLayout<Double>.stride, as: SIMD4.self)
    }
  }

  @inline(__always)
  fileprivate var magnitude: Self { replacing(with: -self, where: self .< 0) }

  @inline(__always)
  fileprivate func larger(_ other: Self) -> Self { replacing(with: other, where: other .> self) }

  @inline(__always)
  fileprivate func smaller(_ other: Self) -> Self { replacing(with: other, where: other .< self) }
}
