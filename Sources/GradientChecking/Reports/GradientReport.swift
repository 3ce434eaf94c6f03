/// All that a check found out about one function.
public struct GradientReport: Sendable, Codable, Equatable {
  /// What was checked, in words.
  public let subject: String
  public let configuration: CheckConfiguration
  public let precision: Precision
  /// The standard deviation of what rounding adds to one evaluation of ⟨cotangent, output⟩.
  @ReportedNumber public var noise: Double
  /// The promises that the function keeps or breaks.
  public let probes: [ContractProbe]
  /// One report a variable; none where a broken promise made the numbers meaningless.
  public private(set) var blocks: [BlockReport]
  /// What other methods found: where the check failed, and where the function has a pushforward.
  public let opinions: [SecondOpinion]
  /// The reports on what a ``CompositeMap`` is made of, each where it really stands in the whole.
  public let parts: [GradientReport]
  /// What kind of mistake it probably is, where the check failed; does not decide.
  public internal(set) var diagnoses: [Diagnosis] = []
  /// What else is worth knowing; does not decide.
  public var warnings: [String]
  /// The number of evaluations of the function.
  public let evaluations: Int
  /// What a limit has left unexamined; nil where all that was to be examined was.
  public let unexamined: Unexamined?

  /// Whether every promise is kept, every block and every part passed, no other method is against it, and
  /// nothing was left unexamined.
  public let isPassed: Bool

  /// Whether all that was to be examined was.
  public var isComplete: Bool { unexamined == nil }

  /// Whether there is nothing against the function, as far as it was examined.
  public var isUnrefuted: Bool {
    probes.allSatisfy(\.isKept) && blocks.allSatisfy(\.isPassed)
      && parts.allSatisfy(\.isPassed) && !opinions.contains(where: \.isAgainst)
  }

  init(
    subject: String, configuration: CheckConfiguration, precision: Precision, noise: Double,
    probes: [ContractProbe], blocks: [BlockReport], opinions: [SecondOpinion] = [],
    parts: [GradientReport] = [], evaluations: Int, unexamined: Unexamined? = nil
  ) {
    self.subject = subject
    self.configuration = configuration
    self.precision = precision
    _noise = ReportedNumber(wrappedValue: noise)
    self.probes = probes
    self.blocks = blocks
    self.opinions = opinions
    self.parts = parts
    self.evaluations = parts.reduce(evaluations) { $0 + $1.evaluations }
    self.unexamined = unexamined
    warnings = []
    // As `isUnrefuted`, which cannot be asked before all is set.
    isPassed =
      unexamined == nil && probes.allSatisfy(\.isKept) && blocks.allSatisfy(\.isPassed)
      && parts.allSatisfy(\.isPassed) && !opinions.contains(where: \.isAgainst)
  }
}

extension GradientReport {
  /// What an investigation has found: names, and where there is none what narrows the search.
  mutating func take(_ findings: Investigation.Findings?) {
    guard let findings else { return }
    diagnoses = findings.diagnoses
    for i in blocks.indices {
      blocks[i].notes += (findings.clues[blocks[i].name] ?? []).map { "the gradient \($0)" }
    }
  }
}

extension GradientReport: CustomStringConvertible {
  /// What the command shows of it, without color: the verdict, what is wrong, a row a block.
  public var description: String { GradientText().render(self) }
}
