/// A function along a straight line through the point of the check.
///
/// What is sampled is the change of ⟨cotangent, output⟩ from the point itself. It is contracted
/// *after* the subtraction, so that outputs which the displacement does not reach cancel exactly
/// instead of adding their rounding errors.
struct Line: Sendable {
  /// The function at one place of the line.
  struct Sample: Sendable {
    /// ⟨u, f(t) − f(0)⟩
    let change: Double
    /// Of the outputs that the displacement reaches.
    let output: [Double]
    let branches: [BranchSite]?
    /// Whether the branches are the point's; true where the function does not trace them.
    let isOnBranch: Bool
    /// What the function threw, where it is not defined.
    var error: String?
    /// ``Line/changeSize(_:)``, once somebody has asked for it.
    fileprivate(set) var changeSize: Double?
  }

  private(set) var displacement = Displacement(variable: 0, direction: .coordinate(0))
  /// The size of what is displaced, but at least 1: steps are relative to it.
  private(set) var scale = 1.0
  /// From the smallest step of which rounding leaves some bits to the largest that is tried.
  private(set) var steps = 0.0...0.0
  /// Where along its coordinate the point is; 0 along a direction.
  private var origin = 0.0
  /// The size of what is displaced: of one value, or the root mean square of a block's.
  private(set) var size = 0.0
  private let base: Evaluation
  private let cotangent: [Double]
  private let precision: Precision
  private var neighborhood: any Neighborhood
  /// As it was before anything was moved.
  private let unmoved: any Neighborhood
  /// The outputs that the displacement reaches, in ascending ranges.
  private(set) var reach: [Range<Int>] = []
  private(set) var reachedCount = 0
  /// Where the line was sampled. So few that a search through all is faster than hashing.
  private var places: [Double] = []
  private var samples: [Sample] = []
  /// Where this is one of several lines, what was sampled along it; it is then not evaluated by
  /// itself.
  var course: Course?
  /// |⟨u, f(0)⟩|, as if the outputs' signs were random: what relative roundings are relative to.
  let outputSize: Double
  /// The number of evaluations along this line, wherever it was aimed.
  private(set) var evaluations = 0

  init(
    from base: Evaluation, cotangent: [Double], in neighborhood: any Neighborhood,
    precision: Precision
  ) {
    self.base = base
    self.cotangent = cotangent
    self.neighborhood = neighborhood
    unmoved = neighborhood
    self.precision = precision
    outputSize = norm(of: base.output, times: cotangent)
  }

  /// Turns the line to one coordinate of a variable with these values.
  mutating func aim(variable: Int, coordinate: Int, of values: [Double]) {
    let value = values[coordinate]
    aim(
      Displacement(variable: variable, direction: .coordinate(coordinate)), from: value,
      size: value.magnitude, reach: 1)
  }

  /// Turns the line to a direction, of length 1 or less, through a variable whose values have this
  /// root mean square.
  ///
  /// Steps may be so large that every value moves as far as a single one does along its own line:
  /// the noise stays the same, and what each value contributes stands out of it.
  mutating func aim(variable: Int, direction: [Double], size: Double) {
    aim(
      Displacement(variable: variable, direction: .vector(direction)), from: 0,
      size: size, reach: Double(max(1, direction.count)).squareRoot())
  }

  private mutating func aim(
    _ displacement: Displacement, from origin: Double, size: Double, reach: Double
  ) {
    self.displacement = displacement
    self.origin = origin
    self.size = size.isFinite ? size : 0
    scale = max(1, self.size)
    let finest = precision.unitRoundoff * max(1, 2 * Policy.roundings * self.size)
    steps = finest * reach...max(finest, Policy.widest * scale) * reach
    self.reach = neighborhood.reach(of: displacement) ?? [base.output.indices]
    reachedCount = self.reach.reduce(0) { $0 + $1.count }
    places.removeAll(keepingCapacity: true)
    samples.removeAll(keepingCapacity: true)
    if let course {
      places += course.places
      samples += course.samples
    }
  }

  /// Takes steps relative to what is displaced, where a step relative to 1 is wider than that; false
  /// where it is not.
  ///
  /// - Parameter step: The first one, relative to what it is relative to.
  mutating func narrow(_ step: Double) -> Bool {
    let finest = precision.unitRoundoff * 2 * Policy.roundings * size
    guard size < step, finest > 0 else { return false }
    let reach = steps.upperBound / (Policy.widest * scale)
    scale = size
    steps = max(.leastNormalMagnitude, finest) * reach...Policy.widest * size * reach
    return true
  }

  /// Lets go of the direction and of the point that was moved along it, both as large as the
  /// variable.
  mutating func rest() {
    displacement = Displacement(variable: 0, direction: .coordinate(0))
    neighborhood = unmoved
  }

  /// Counts evaluations that copies of the line have made.
  mutating func count(_ others: Int) { evaluations += others }

  /// The step near `step` that leads to a representable value.
  func representable(_ step: Double) -> Double {
    origin == 0 ? step : precision.representable(step, from: origin)
  }

  /// The sample at `t`, evaluated once however often it is asked for.
  mutating func sample(_ t: Double) throws -> Sample { samples[try place(of: t)] }

  /// ⟨u, f(t) − f(0)⟩
  mutating func change(_ t: Double) throws -> Double { samples[try place(of: t)].change }

  /// √Σ (uⱼ (fⱼ(t) − fⱼ(0)))², what the rounding of a change is relative to: outputs whose changes
  /// cancel are rounded all the same.
  mutating func changeSize(_ t: Double) throws -> Double {
    let place = try place(of: t)
    guard reachedCount > 1 else { return samples[place].change.magnitude }
    if let size = samples[place].changeSize { return size }
    var squares = 0.0
    forEachReached { i, j in
      let change = cotangent[j] * (samples[place].output[i] - base.output[j])
      squares += change * change
    }
    let change = samples[place].change.magnitude
    let size = isSafe(sumOfSquares: squares) ? max(squares.squareRoot(), change) : change
    samples[place].changeSize = size
    return size
  }

  /// The position in `samples` of the one at `t`. To look at it there copies nothing.
  private mutating func place(of t: Double) throws -> Int {
    if let place = places.firstIndex(of: t) { return place }
    guard course == nil else { throw Missing(displacement: displacement, places: [t]) }
    let (evaluation, error) = try evaluation(at: Move(displacement, by: t))
    evaluations += 1
    samples.append(try sample(evaluation, at: reach, reachedCount, error))
    places.append(t)
    return samples.count - 1
  }

  /// The samples of several lines, evaluated together.
  mutating func samples(at moves: [Move]) throws -> [Sample] {
    evaluations += moves.count
    return try zip(moves, evaluations(at: moves)).map { move, found in
      let reach = neighborhood.reach(of: move.displacement) ?? [base.output.indices]
      return try sample(found.0, at: reach, reach.reduce(0) { $0 + $1.count }, found.error)
    }
  }

  private mutating func evaluations(
    at moves: [Move]
  ) throws -> [(Evaluation, error: String?)] {
    do {
      return try neighborhood.evaluate(moves).map { ($0, nil) }
    } catch let error as any UnrecoverableError {
      throw error
    } catch {
      // One of them is not defined; the others may be.
      return try moves.map { try evaluation(at: $0) }
    }
  }

  /// The outputs of a move; not numbers where the function is not defined.
  private mutating func evaluation(at move: Move) throws -> (Evaluation, error: String?) {
    do {
      return (try neighborhood.evaluate(move.displacement, step: move.step), nil)
    } catch let error as any UnrecoverableError {
      throw error
    } catch {
      let reach = neighborhood.reach(of: move.displacement) ?? [base.output.indices]
      let nowhere = [Double](repeating: .nan, count: reach.reduce(0) { $0 + $1.count })
      return (Evaluation(nowhere, branches: base.branches), "\(error)")
    }
  }

  /// The sample that an evaluation gives which reaches these outputs.
  private func sample(
    _ evaluation: Evaluation, at reach: [Range<Int>], _ count: Int, _ error: String?
  ) throws -> Sample {
    guard evaluation.output.count == count else {
      throw ContractError.outputCount(expected: count, got: evaluation.output.count)
    }
    // ⟨u, f(t) − f(0)⟩
    var change = CompensatedSum()
    change.add(changes: evaluation.output, from: base.output, times: cotangent, at: reach)
    return Sample(
      change: change.value, output: evaluation.output, branches: evaluation.branches,
      isOnBranch: base.branches == nil || evaluation.branches == base.branches, error: error)
  }

  /// Where nearest to the point the function threw, and what; nil where it did not.
  var nearestError: (place: Double, error: String)? {
    zip(places, samples).compactMap { place, sample in sample.error.map { (place, $0) } }
      .min { $0.0.magnitude < $1.0.magnitude }
  }

  /// Whether the line was sampled at `t`.
  func isSampled(at t: Double) -> Bool { places.contains(t) }

  /// The number of points, displaced in the variable at `position`, that are best evaluated
  /// together.
  func stackSize(ofVariable position: Int) -> Int { neighborhood.stackSize(ofVariable: position) }

  /// Calls `body` with the places of the outputs that the displacement reaches: among these, and
  /// among all.
  @inline(__always)
  private func forEachReached(_ body: (_ place: Int, _ output: Int) -> Void) {
    var place = 0
    for range in reach {
      for j in range {
        body(place, j)
        place += 1
      }
    }
  }

  /// Whether the function takes the same branches at −h, 0 and h; true where it does not trace
  /// them.
  mutating func staysOnBranch(_ h: Double) throws -> Bool {
    guard isTraced else { return true }
    try expect(h, -h)
    return try samples[place(of: h)].isOnBranch && samples[place(of: -h)].isOnBranch
  }

  /// Whether the function is finite at −h and h.
  mutating func isFinite(_ h: Double) throws -> Bool {
    try expect(h, -h)
    return try change(h).isFinite && change(-h).isFinite
  }

  /// What rounding of the outputs alone adds to a sample, as a standard deviation: of those outputs
  /// that change between −h and h, or of all where none does.
  mutating func rounding(_ h: Double) throws -> Double {
    let (right, left) = (try place(of: h), try place(of: -h))
    let squares = sumOfSquares(
      of: base.output, times: cotangent, at: reach, where: samples[right].output,
      differsFrom: samples[left].output)
    let changing = isSafe(sumOfSquares: squares) ? squares.squareRoot() : changingSize(right, left)
    return rounding(of: changing > 0 ? changing : outputSize)
  }

  /// What rounding of outputs of this size adds: errors spread evenly over ±u.
  private func rounding(of size: Double) -> Double {
    precision.unitRoundoff * size / 3.0.squareRoot()
  }

  /// What rounding of all outputs adds to a sample, as a standard deviation.
  var rounding: Double { rounding(of: outputSize) }

  /// The size of those outputs that differ between two samples.
  private func changingSize(_ one: Int, _ other: Int) -> Double {
    var changing: [Int] = []
    forEachReached { place, output in
      if samples[one].output[place] != samples[other].output[place] { changing.append(output) }
    }
    return norm(of: changing.map { base.output[$0] }, times: changing.map { cotangent[$0] })
  }

  /// Whether a single coordinate moves along the line.
  private var isAlongCoordinate: Bool {
    if case .coordinate = displacement.direction { true } else { false }
  }

  /// Whether the function tells its branches.
  var isTraced: Bool { base.branches != nil }

  /// What the function tells of the kinks within a step.
  ///
  /// - Parameter step: Where the slopes of the single outputs are looked at.
  mutating func kinks(within h: Double, slopesAt step: Double) throws -> Kinks {
    let crossed = try crossings(h)
    return Kinks(
      sites: crossed?.map(\.site) ?? [],
      isSingle: crossed.map { $0.reduce(0) { $0 + $1.units } == 1 } ?? isAlongCoordinate,
      slopes: try slopeBounds(step))
  }

  /// The kinked places where branches at −h or h are not the point's, with the number of their
  /// units.
  private mutating func crossings(_ h: Double) throws -> [(site: String, units: Int)]? {
    guard let branches = base.branches else { return nil }
    let (right, left) = (try sample(h).branches ?? [], try sample(-h).branches ?? [])
    return zip(branches, zip(right, left)).compactMap { here, sides in
      guard here != sides.0 || here != sides.1 else { return nil }
      let units = zip(here.units, zip(sides.0.units, sides.1.units))
        .count { $0 != $1.0 || $0 != $1.1 }
      return (here.name, units)
    }
  }

  /// The least and the greatest slope that the outputs allow at a kink, if each may choose freely
  /// between its own slopes on the two sides.
  private mutating func slopeBounds(_ h: Double) throws -> ClosedRange<Double> {
    let (right, left) = (try sample(h).output, try sample(-h).output)
    var (least, greatest) = (0.0, 0.0)
    forEachReached { place, j in
      let fromRight = cotangent[j] * (right[place] - base.output[j]) / h
      let fromLeft = cotangent[j] * (base.output[j] - left[place]) / h
      least += min(fromLeft, fromRight)
      greatest += max(fromLeft, fromRight)
    }
    // Not where the function is not defined on a side.
    return least <= greatest ? least...greatest : 0...0
  }
}
