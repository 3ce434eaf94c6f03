/// Finds out what kind of mistake a wrong gradient comes from.
///
/// The evidence is the analytic gradient beside the numeric one, the Jacobian of the blocks that are wrong, and
/// what the function tells of itself. Most hypotheses predict a whole wrong gradient, up to one number at
/// most, so that one which comes true did not do so by chance.
struct Investigation {
  let map: any DifferentiableMap
  let problem: Problem
  let configuration: CheckConfiguration
  let probes: [ContractProbe]
  /// What the check found out, block by block; none where a broken promise ended it before.
  let found: [Found]
  /// How many evaluations the check took.
  let evaluations: Int

  /// The derivatives of one block, as checked.
  struct Found {
    let coordinates: [Int]
    let derivatives: [Derivative]
    let isPassed: Bool
    /// Whether coordinates on kinks contradict each other.
    let isTied: Bool
  }

  /// A kind of mistake a line; among explanations that are as good the first is taken.
  private static let hypotheses: [any Hypothesis] = [
    NoGradientHypothesis(),
    NotFiniteHypothesis(),
    StateHypothesis(),
    FirstCallHypothesis(),
    PrecisionHypothesis(),
    UpstreamHypothesis(),
    ZeroHypothesis(),
    KinkHypothesis(),
    ScaleHypothesis(),
    ExchangeHypothesis(),
    VariantHypothesis(),
    ConfusionHypothesis(),
    TermHypothesis(),
    LayoutHypothesis(),
    CotangentHypothesis(),
    OverwriteHypothesis(),
    SliceHypothesis(),
    FactorHypothesis(),
    SlopeHypothesis(),
    EpsilonHypothesis(),
    MaskHypothesis(),
    PointHypothesis(),
    TransposeHypothesis(),
    PlaceHypothesis(),
    SpanHypothesis(),
    OnesHypothesis(),
    OffsetHypothesis(),
  ]

  /// So many values of a block are looked at whole; of a larger one a part.
  private static let wholeBlock = 1024
  private static let partOfBlock = 256
  private static let largestJacobian = 1 << 22
  /// A diagnosis may cost so many times what the check did.
  private static let expense = 8

  /// The best explanation of each wrong block, blocks with the same one together.
  func diagnoses() throws -> [Diagnosis] {
    // A check that a broken promise ended would have taken two evaluations a value.
    let values = map.variables.reduce(0) { $0 + min($1.values.count, Investigation.wholeBlock) }
    let budget = Evidence.Budget(Investigation.expense * max(evaluations, 2 * values))
    let broken = probes.filter { !$0.isKept }.map(\.promise)
    guard !broken.contains("shapes match") else { return [] }
    let facts = try (map as? any DescribedMap)?.facts(
      at: problem.point, cotangent: problem.cotangent)
    let evidence = Evidence(
      map: map, facts: facts ?? MapFacts(), point: problem.point,
      elsewhere: problem.elsewhere, base: problem.base,
      cotangent: problem.cotangent, gradient: problem.gradient, blocks: try blocks(budget),
      broken: broken, step: configuration.step, budget: budget)
    var diagnoses: [Diagnosis] = []
    for block in evidence.blocks where isSuspect(block.position) {
      guard let best = best(block, evidence) else { continue }
      if let same = diagnoses.firstIndex(where: {
        $0.family == best.family && $0.quantity == best.quantity && $0.finding == best.finding
      }) {
        diagnoses[same].blocks += best.blocks.filter { !diagnoses[same].blocks.contains($0) }
      } else {
        diagnoses.append(best)
      }
    }
    return diagnoses
  }

  private func isSuspect(_ position: Int) -> Bool {
    found.isEmpty || !found[position].isPassed
  }

  private func best(_ block: BlockEvidence, _ evidence: Evidence) -> Diagnosis? {
    var all: [(rank: Int, diagnosis: Diagnosis)] = []
    // A block that is right may still break a promise, and nothing else.
    let isWrong = block.isWrong.contains(true)
    // What is not linear in the cotangent is no linear mistake.
    let isLinear = !evidence.broken.contains("pullback is linear in the cotangent")
    for (rank, hypothesis) in Investigation.hypotheses.enumerated()
    where (isWrong || hypothesis is any ContractHypothesis)
      && (isLinear || !(hypothesis is any LinearHypothesis))
    {
      // The verdict stands, whatever a function does when it is asked for more.
      let found = (try? hypothesis.diagnoses(of: block, in: evidence)) ?? []
      all += found.map { (rank, $0) }
      // Nothing is better than an early one that predicts everything.
      if found.contains(where: { $0.confidence == .certain && $0.share == 1 }) { break }
    }
    return all.min { a, b in
      if a.diagnosis.confidence != b.diagnosis.confidence {
        return a.diagnosis.confidence > b.diagnosis.confidence
      }
      let (first, second) = (a.diagnosis.share == 1, b.diagnosis.share == 1)
      return first == second ? a.rank < b.rank : first
    }?.diagnosis
  }

  // MARK: - Evidence

  private func blocks(_ budget: Evidence.Budget) throws -> [BlockEvidence] {
    var neighborhood = problem.neighborhood
    return try map.variables.indices.map { position in
      let known = known(position)
      let jacobian =
        isSuspect(position)
        ? try self.jacobian(position, known.coordinates, &neighborhood, budget) : []
      return evidence(position, known, jacobian)
    }
  }

  /// The coordinates to look at, with what the check made of them; nil for those that it did not look at.
  private func known(
    _ position: Int
  ) -> (coordinates: [Int], derivatives: [Derivative?]) {
    let all = thinned(0..<map.variables[position].values.count)
    guard !found.isEmpty else { return (all, all.map { _ in nil }) }
    let found = found[position]
    let checked = Dictionary(
      zip(found.coordinates, found.derivatives), uniquingKeysWith: { first, _ in first })
    let wrong = checked.filter { $0.value.status.isFailure }.keys.sorted()
    let right = checked.filter { !$0.value.status.isFailure }.keys.sorted()
    // Of a sampled block more than the sample, where it was a small one.
    let own = thinned(wrong) + thinned(right)
    let coordinates =
      found.isPassed || own.count >= all.count ? own.sorted() : Set(own + all).sorted()
    return (coordinates, coordinates.map { checked[$0] })
  }

  private func thinned(_ items: some RandomAccessCollection<Int>) -> [Int] {
    guard items.count > Investigation.wholeBlock else { return Array(items) }
    let distance = items.count / Investigation.partOfBlock
    return stride(from: 0, to: items.count, by: distance).map {
      items[items.index(items.startIndex, offsetBy: $0)]
    }
  }

  /// ∂output/∂value, a column a coordinate; none where it is too large or too dear.
  private func jacobian(
    _ position: Int, _ coordinates: [Int], _ neighborhood: inout any Neighborhood,
    _ budget: Evidence.Budget
  ) throws -> [[Double]] {
    let outputs = problem.base.output.count
    guard outputs * coordinates.count <= Investigation.largestJacobian,
      budget.allows(2 * coordinates.count)
    else { return [] }
    return try coordinates.map {
      try neighborhood.column(
        variable: position, coordinate: $0, of: problem.point[position], step: configuration.step,
        precision: map.precision, outputs: outputs)
    }
  }

  private func evidence(
    _ position: Int, _ known: (coordinates: [Int], derivatives: [Derivative?]),
    _ jacobian: [[Double]]
  ) -> BlockEvidence {
    // Where there is no Jacobian, only what was checked is known.
    let places = known.coordinates.indices.filter {
      !jacobian.isEmpty || known.derivatives[$0] != nil
    }
    let plain = jacobian.map { dot($0, problem.cotangent) }
    let largest = plain.reduce(0) { max($0, $1.magnitude) }
    let isTied = !found.isEmpty && found[position].isTied
    var (analytic, numeric, error) = ([Double](), [Double](), [Double]())
    var (isWrong, isOnKink) = ([Bool](), [Bool]())
    for place in places {
      let a = problem.gradient[position][known.coordinates[place]]
      analytic.append(a)
      guard let derivative = known.derivatives[place] else {
        // Plain differences have to do.
        let (n, e) = (plain[place], 1e-8 * largest)
        numeric.append(n)
        error.append(e)
        isWrong.append(!((a - n).magnitude <= 10 * e + 1e-6 * max(a.magnitude, n.magnitude)))
        isOnKink.append(false)
        continue
      }
      let n = derivative.numeric.isFinite ? derivative.numeric : derivative.plain
      numeric.append(n)
      error.append(derivative.error.isFinite ? derivative.error : 0)
      isWrong.append(
        derivative.status.isFailure || (isTied && derivative.status == .subgradient)
          || (derivative.status == .inconclusive
            && Band(relativeError: derivative.relativeError) == .wrong)
      )
      isOnKink.append(
        (derivative.gap ?? 0).magnitude > 0.01 * max(derivative.analytic.magnitude, n.magnitude))
    }
    return BlockEvidence(
      position: position, variable: map.variables[position],
      coordinates: places.map { known.coordinates[$0] }, analytic: analytic, numeric: numeric,
      error: error, defect: zip(isWrong, zip(analytic, numeric)).map { $0 ? $1.0 - $1.1 : 0 },
      isWrong: isWrong, isOnKink: isOnKink,
      jumps: places.filter { known.derivatives[$0]?.status == .jump }
        .map { known.coordinates[$0] },
      jacobian: jacobian.isEmpty ? [] : places.map { jacobian[$0] })
  }
}
