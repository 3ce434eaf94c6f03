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
  /// The number of threads, nil for one a core. The result does not depend on it.
  public var threads: Int?

  public init() {}

  private var correctCount: Int { extent == .selection ? 480 : 10_080 }

  /// The outcome of all questions.
  ///
  /// - Throws: what a function throws, or `CancellationError` where `monitor` asks to stop.
  public func run(monitor: CheckMonitor = CheckMonitor()) throws -> SelfTestReport {
    let questions = try questions()
    let answers = try concurrently(questions.count, threads: threads, monitor: monitor) {
      try answer(questions[$0])
    }
    return SelfTestReport(
      extent: extent, seed: seed,
      specimens: answers.compactMap { if case .wrong(let result) = $0 { result } else { nil } },
      correct: answers.compactMap { if case .right(let result) = $0 { result } else { nil } })
  }

  private enum Question: Sendable {
    case strain(Specimen, Specimen.Strain)
    case rule(OptimizerSpecimen, Dilution)
    case twin(Specimen, any DifferentiableMap)
    case drawn(Int)
  }

  /// Tells right maps apart: many mistakes are made in the same one.
  private struct Twin: Hashable {
    let subject: String
    let variables: [Variable]
    let output: [Double]

    init(_ subject: String, _ map: any DifferentiableMap) throws {
      self.subject = subject
      variables = map.variables
      output = try map.evaluate(at: Point(variables.map(\.values))).output
    }
  }

  private enum Answer: Sendable {
    case wrong(SpecimenResult)
    case right(CorrectResult)
  }

  private func questions() throws -> [Question] {
    let specimens = extent == .selection ? Specimen.told() : try Specimen.catalogue()
    var questions: [Question] = []
    var twins: Set<Twin> = []
    for specimen in specimens {
      let strains = try specimen.strains()
      let chosen =
        extent == .selection && strains.count > 1
        ? [strains[0], strains[strains.count - 1]] : strains
      questions += chosen.map { .strain(specimen, $0) }
      guard let right = specimen.right, twins.insert(try Twin(specimen.subject, right)).inserted
      else { continue }
      questions.append(.twin(specimen, right))
    }
    for specimen in OptimizerSpecimen.all {
      questions += specimen.dilutions.map { .rule(specimen, $0) }
    }
    return questions + (0..<correctCount).map { .drawn($0) }
  }

  private func answer(_ question: Question) throws -> Answer {
    switch question {
    case .strain(let specimen, let strain):
      .wrong(SpecimenResult(specimen, strain, try check(strain.map(), specimen.id)))
    case .rule(let specimen, let dilution): .wrong(SpecimenResult(specimen, dilution))
    case .twin(let specimen, let right):
      .right(
        CorrectResult(
          specimen.subject, "right twin of \(specimen.id)", number: nil,
          try check(right, specimen.id)))
    case .drawn(let number):
      try { () throws -> Answer in
        let drawn = try CorrectCase(number: number, seed: seed)
        return .right(
          CorrectResult(
            drawn.subject, drawn.title, number: number, try check(drawn.map, drawn.title)))
      }()
    }
  }

  private func check(_ map: any DifferentiableMap, _ title: String) throws -> GradientReport {
    var configuration = CheckConfiguration()
    configuration.seed = seed
    configuration.threads = 1
    return try GradientChecker(configuration).check(map, named: title)
  }
}
