import GradientChecking

/// Asks the checker about gradients that are known to be wrong, and about some that are known to be
/// right.
public struct SelfTest: Sendable {
  /// How much is asked.
  public enum Extent: String, Sendable, Codable, CaseIterable {
    /// Every mistake with a story, as it is and at its smallest; a few hundred correct cases.
    case selection
    /// Every specimen at every strength; ten thousand correct cases.
    case everything
  }

  public var extent = Extent.selection
  /// Fixes the checker's randomness and what correct cases are drawn.
  public var seed: UInt64 = 0
  /// Whether it is graded by what name each mistake is given, too.
  public var namesMistakes = false
  /// Whether that is asked of maps that tell less of themselves, too, see ``Telling``; with names alone.
  public var retells = false
  /// The number of threads, nil for one a core. The result does not depend on it.
  public var threads: Int?

  public init() {}

  /// The outcome of all questions, or of those that were answered when `monitor` asked to stop.
  ///
  /// - Throws: what a function throws.
  public func run(monitor: CheckMonitor = CheckMonitor()) throws -> SelfTestReport {
    let questions = try Question.all(extent, seed: seed)
    let answers = try concurrently(questions.count, threads: threads, monitor: monitor) {
      try answer(questions[$0])
    }
    let independent = try graded(namesMistakes ? Specimen.independent : [], .facts, monitor)
    let told = namesMistakes && retells ? Specimen.told() : []
    let retold = try [Telling.shapes, .flat].map { try graded(told, $0, monitor) }
    return SelfTestReport(
      extent: extent, seed: seed,
      unanswered: ([questions.count - answers.count, independent.unanswered]
        + retold.map(\.unanswered)).reduce(0, +),
      independent: independent.results, retold: retold.flatMap(\.results),
      specimens: answers.compactMap { if case .wrong(let result) = $0 { result } else { nil } },
      correct: answers.compactMap { if case .right(let result) = $0 { result } else { nil } })
  }

  /// What mistakes are called, undiluted, by maps that tell just so much of themselves.
  func graded(
    _ specimens: [Specimen], _ telling: Telling, _ monitor: CheckMonitor
  ) throws -> (results: [SpecimenResult], unanswered: Int) {
    let results = try concurrently(specimens.count, threads: threads, monitor: monitor) {
      let specimen = specimens[$0]
      let strain = Specimen.Strain(
        dilution: .none,
        appearance: Specimen.independentNames[specimen.id] ?? specimen.mistake, error: .infinity,
        map: specimen.wrong)
      return SpecimenResult(
        specimen, strain,
        try check(telling.of(strain.map()), specimen.id, seed: seed, isNamed: true),
        isNamed: true, telling: telling)
    }
    return (results, specimens.count - results.count)
  }

  private enum Answer: Sendable {
    case wrong(SpecimenResult)
    case right(CorrectResult)
  }

  private func answer(_ question: Question) throws -> Answer {
    switch question {
    case .wrong(let specimen, let strain, let seed):
      let isNamed = namesMistakes && !specimen.isGenerated
      return .wrong(
        SpecimenResult(
          specimen, strain, try check(strain.map(), specimen.id, seed: seed, isNamed: isNamed),
          isNamed: isNamed))
    case .wrongRule(let specimen, let dilution):
      return .wrong(SpecimenResult(specimen, dilution))
    case .right(let subject, let title, let map):
      return .right(
        CorrectResult(subject, title, number: nil, try check(map, title, seed: seed)))
    case .rightRule(let specimen):
      return .right(CorrectResult(specimen))
    case .drawn(let number):
      let drawn = CorrectCase(number: number, seed: seed)
      let report = try check(drawn.map, drawn.title, seed: seed)
      return .right(CorrectResult(drawn.subject, drawn.title, number: number, report))
    }
  }

  private func check(
    _ map: any DifferentiableMap, _ title: String, seed: UInt64, isNamed: Bool? = nil
  ) throws -> GradientReport {
    var configuration = CheckConfiguration()
    configuration.seed = seed
    // The questions are what is spread over the cores.
    configuration.threads = 1
    configuration.namesMistakes = isNamed ?? namesMistakes
    return try GradientChecker(configuration).check(map, named: title)
  }
}
