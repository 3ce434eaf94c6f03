/// Finds out what kind of mistake a wrong gradient comes from.
///
/// The block is looked at from two points and, where there are several outputs, for three cotangents. A cause
/// is a row of a table: it predicts the wrong gradient of every look, up to one number at most, and is
/// believed for the numbers that it predicts against what it was free to choose. What cannot be told so has
/// no name.
struct Investigation {
  let map: any DifferentiableMap
  let problem: Problem
  let configuration: CheckConfiguration
  let probes: [ContractProbe]
  /// What the check found out, block by block; none where a broken promise ended it before.
  let found: [Found]
  /// How many evaluations the check took.
  let evaluations: Int
  let isCancelled: @Sendable () -> Bool

  typealias Findings = (diagnoses: [Diagnosis], clues: [String: [String]])

  /// The derivatives of one block, as checked.
  struct Found {
    let coordinates: [Int]
    let derivatives: [Derivative]
    let isPassed: Bool
    /// Whether coordinates on kinks contradict each other.
    let isTied: Bool
  }

  /// What is asked of the function itself, before numbers are compared; the first that answers is taken.
  private static let contracts: [any Contract] = [
    NoGradient(), NotFinite(), LeftOver(), FirstCall(), FewDigits(), Zero(), OnKink(),
  ]

  /// Blocks up to this size are looked at whole, larger ones in part.
  static let wholeBlock = 1024
  /// What is no more far-fetched than this needs no rival: a sign, a factor that has a name.
  private static let simple = 3.0
  /// What is no more far-fetched than this is not worth an expensive search for a rival.
  private static let plausible = 8.0
  /// A diagnosis may cost so many times what the check did.
  private static let expense = 8

  /// The best explanation of each wrong block, blocks with the same one together, and what narrows the search
  /// in those that have none, by name.
  func findings() throws -> Findings {
    // A check that a broken promise ended would have taken two evaluations a value.
    let values = map.variables.reduce(0) { $0 + min($1.values.count, Investigation.wholeBlock) }
    let budget = Evidence.Budget(
      Investigation.expense * max(evaluations, 2 * values), isCancelled: isCancelled)
    let broken = Set(probes.filter { !$0.isKept }.compactMap { Promise(rawValue: $0.promise) })
    guard !broken.contains(.shapes) else { return ([], [:]) }
    // What a function throws beside its domain ends no more than the search for a name.
    guard let evidence = try Problem.ifDefined({ try evidence(budget, broken) }) else {
      return ([], [:])
    }
    var diagnoses: [Diagnosis] = []
    var clues: [String: [String]] = [:]
    for block in evidence.blocks where block.isSuspect {
      var best = try Problem.ifDefined { try self.best(block, evidence) } ?? nil
      var powers: Powers?
      if best == nil {
        powers = try Problem.ifDefined { try Powers(of: block, in: evidence) }
        best = powers?.diagnosis
      }
      guard let best else {
        clues[block.variable.name] =
          try Problem.ifDefined {
            try Clues(block: block, evidence: evidence, powers: powers).sentences()
          }
        continue
      }
      if let same = diagnoses.firstIndex(where: {
        $0.family == best.family && $0.quantity == best.quantity && $0.finding == best.finding
      }) {
        diagnoses[same].blocks += best.blocks.filter { !diagnoses[same].blocks.contains($0) }
      } else {
        diagnoses.append(best)
      }
    }
    return (diagnoses, clues)
  }

  /// Whether a single block may hold numbers of many kinds.
  var isMixed: Bool {
    map.variables.count == 1 && map.variables[0].shape.count == 1 && problem.cotangent.count == 1
  }

  private func best(_ block: BlockEvidence, _ evidence: Evidence) throws -> Diagnosis? {
    // The verdict stands, whatever a function does when it is asked for more.
    func ask(_ contract: any Contract) throws -> Diagnosis? {
      try Problem.ifDefined { try contract.diagnosis(of: block, in: evidence) } ?? nil
    }
    for contract in Investigation.contracts {
      if let diagnosis = try ask(contract) { return diagnosis }
    }
    guard block.isWrong.contains(true) else { return try ask(Upstream()) }
    let whole =
      block.isOnKink.contains(true) ? block.restricted { $0.isTelling[$1] } : block
    var all: [(diagnosis: Diagnosis, cost: Double)] = []
    if let fit = Selection.best(
      GradientRows.candidates(for: whole, in: evidence)
        + CotangentRows.candidates(for: whole, in: evidence), for: whole.samples),
      let confidence = fit.confidence(isConfirmed: block.isConfirmed)
    {
      let extent =
        fit.share == 1 || fit.cause.family == .scale ? "" : " (\(short(100 * fit.share)) % of that)"
      let diagnosis = Diagnosis(
        [block.variable.name], fit.cause.family, fit.cause.quantity, factor: fit.cause.factor,
        share: fit.share, unexplained: fit.unexplained, confidence,
        finding: fit.cause.finding + extent, advice: fit.cause.advice)
      if evidence.broken.contains(.linearity), fit.cause.isOfSign,
        let upstream = try ask(Upstream())
      {
        return upstream
      }
      // Nothing is simpler.
      if fit.cost <= Investigation.simple { return diagnosis }
      all.append((diagnosis, fit.cost))
    }
    let looks: [() throws -> (Diagnosis, cost: Double)?] = [
      { Places(block: block, evidence: evidence).diagnosis() },
      { Stretches(block: block, evidence: evidence).diagnosis() },
      { all.isEmpty ? try ask(Upstream()).map { ($0, 5) } : nil },
      { try ask(Epsilon()).map { ($0, 5) } },
      { isMixed ? nil : try PointRows(block: block, evidence: evidence).diagnosis() },
      { try Entries(block: block, evidence: evidence).diagnosis() },
      { Spans(block: block).diagnosis().map { ($0, 9) } },
      { Frames(block: block).diagnosis() },
    ]
    for (number, look) in looks.enumerated() {
      // What costs more than to look at the numbers again is left where there is a good answer.
      if number > 0,
        all.contains(where: {
          $0.diagnosis.confidence == .certain && $0.cost <= Investigation.plausible
        })
      {
        break
      }
      if let found = try Problem.ifDefined(look) ?? nil { all.append((found.0, found.cost)) }
    }
    if all.isEmpty { return try ask(Constant()) }
    return all.min { a, b in
      a.diagnosis.confidence != b.diagnosis.confidence
        ? a.diagnosis.confidence > b.diagnosis.confidence : a.cost < b.cost
    }?.diagnosis
  }
}
