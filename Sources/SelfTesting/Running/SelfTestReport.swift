import Foundation

/// What the checker made of all that it was asked.
public struct SelfTestReport: Sendable, Codable, Equatable {
  /// The version of the JSON's layout.
  public private(set) var schema = 3
  public let extent: SelfTest.Extent
  public let seed: UInt64
  /// How many questions were not asked any more, after an interruption.
  public let unanswered: Int
  public let specimens: [SpecimenResult]
  public let correct: [CorrectResult]
  /// Mistakes that were written without knowledge of the hypotheses; none where no names were asked for.
  public let independent: [SpecimenResult]
  /// The mistakes of ``specimens`` that somebody thought of, as they are, where maps tell less of themselves;
  /// none where that was not asked for.
  public let retold: [SpecimenResult]

  init(
    extent: SelfTest.Extent, seed: UInt64, unanswered: Int = 0, independent: [SpecimenResult] = [],
    retold: [SpecimenResult] = [], specimens: [SpecimenResult], correct: [CorrectResult]
  ) {
    self.independent = independent
    self.retold = retold
    self.extent = extent
    self.seed = seed
    self.unanswered = unanswered
    self.specimens = specimens
    self.correct = correct
  }

  /// Whether all was asked, every specimen found, and no correct case called wrong.
  public var isPassed: Bool { unanswered == 0 && missed.isEmpty && falseAlarms.isEmpty }

  /// The strains that were not called wrong. Without its branches a map may leave a kink open, so what is
  /// ``retold`` is graded by its names alone.
  public var missed: [SpecimenResult] { specimens.filter { $0.verdict != .refuted } }

  /// The correct cases that were called wrong.
  public var falseAlarms: [CorrectResult] { correct.filter { $0.verdict == .refuted } }

  /// The correct cases that were not passed, but not called wrong either.
  public var undecided: [CorrectResult] { correct.filter { $0.verdict == .open } }

  /// The share of mistakes that were named so, of those of which it was asked.
  public func share(named naming: Naming) -> Double {
    let asked = specimens.compactMap(\.naming)
    return Double(asked.count { $0 == naming }) / Double(max(1, asked.count))
  }

  /// The share of coordinates of correct cases that came out inconclusive.
  public var inconclusiveShare: Double {
    let all = correct.reduce(0) { $0 + $1.coordinates }
    return Double(correct.reduce(0) { $0 + $1.inconclusive }) / Double(max(1, all))
  }
}

extension SelfTestReport {
  /// The report as JSON, keys sorted.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}
