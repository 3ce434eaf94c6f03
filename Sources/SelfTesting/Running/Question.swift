import GradientChecking

/// One gradient to ask the checker about.
enum Question: Sendable {
  /// A strain of a specimen, with the seed of the check.
  case wrong(Specimen, Specimen.Strain, seed: UInt64)
  case wrongRule(OptimizerSpecimen, Dilution)
  case right(subject: String, title: String, any DifferentiableMap)
  case rightRule(OptimizerSpecimen)
  /// The correct case of this number.
  case drawn(Int)

  /// All questions of a self-test of this extent, in a fixed order.
  static func all(_ extent: SelfTest.Extent, seed: UInt64) throws -> [Question] {
    let told = Specimen.told()
    let isEverything = extent == .everything
    var questions: [Question] = []
    for specimen in told {
      func strains(_ seed: UInt64, all: Bool) throws -> [Question] {
        let strains = try specimen.strains(seed: seed)
        let extremes = strains.count > 1 ? [strains[0], strains[strains.count - 1]] : strains
        return (all ? strains : extremes).map { .wrong(specimen, $0, seed: seed) }
      }
      questions += try strains(seed, all: isEverything)
      // Once more with other cotangents and directions.
      for other in isEverything ? [seed &+ 1, seed &+ 2] : [] {
        questions += try strains(other, all: false)
      }
    }
    let doubled = isEverything ? try Specimen.doubled() : []
    for specimen in doubled {
      let strains = try specimen.strains(seed: seed)
      questions += [strains.first, strains.last].compactMap { $0 }
        .map { .wrong(specimen, $0, seed: seed) }
    }
    for specimen in OptimizerSpecimen.all {
      questions += specimen.dilutions.map { .wrongRule(specimen, $0) }
    }
    questions += try twins(of: told + doubled)
    questions += rightRules(OptimizerSpecimen.all)
    questions += NamedCase.all.map { .right(subject: $0.subject, title: $0.title, $0.map) }
    // Thirteen sizes, in both precisions where there is time for that, and several of each.
    let drawn = CorrectKind.allCases.count * 13 * (isEverything ? 4 : 1)
    return questions + (0..<drawn).map { .drawn($0) }
  }

  /// The right maps of specimens, each once: many mistakes are made in the same one.
  private static func twins(of specimens: [Specimen]) throws -> [Question] {
    struct Twin: Hashable {
      let subject: String
      let variables: [Variable]
      let output: [Double]
    }
    var seen: Set<Twin> = []
    return try specimens.compactMap { specimen in
      guard let right = specimen.right else { return nil }
      let output = try right.evaluate(at: Point(right.variables.map(\.values))).output
      let twin = Twin(subject: specimen.subject, variables: right.variables, output: output)
      guard seen.insert(twin).inserted else { return nil }
      return .right(subject: specimen.subject, title: "right twin of \(specimen.id)", right)
    }
  }

  /// The right rules of specimens, each once.
  private static func rightRules(_ specimens: [OptimizerSpecimen]) -> [Question] {
    var subjects: Set<String> = []
    return specimens.filter { subjects.insert($0.subject).inserted }.map { .rightRule($0) }
  }
}
