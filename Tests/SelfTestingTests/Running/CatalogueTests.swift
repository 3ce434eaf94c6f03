import GradientChecking
@testable import SelfTesting
import Testing

/// The checker against everything that is known to be wrong, and thousands of gradients that are right.
@Suite(.serialized) struct CatalogueTests {
  static let report = Result {
    var test = SelfTest()
    test.extent = .everything
    test.namesMistakes = true
    return try test.run()
  }

  @Test func `everything was asked`() throws {
    let report = try Self.report.get()
    #expect(Set(report.specimens.map(\.id)).count >= 350)
    #expect(report.specimens.count >= 3000)
    #expect(report.correct.count >= 4500)
    #expect(Set(report.specimens.map(\.mistake.family)) == Set(MistakeFamily.allCases))
  }

  @Test func `every mistake is caught, at every strength`() throws {
    for result in try Self.report.get().missed {
      Issue.record("\(result.id), \(result.dilution): \(result.verdict)")
    }
  }

  @Test func `what is caught is caught in its own block`() throws {
    for result in try Self.report.get().specimens where result.verdict == .refuted {
      #expect(result.isLocated != false, "\(result.id), \(result.dilution)")
    }
  }

  @Test func `no right gradient is called wrong`() throws {
    let report = try Self.report.get()
    // Single precision at the ends of its range may hide a slope that is there between two numbers only.
    let (single, double) = report.falseAlarms.reduce(into: (0, 0)) { counts, alarm in
      alarm.title.contains(", float") ? (counts.0 += 1) : (counts.1 += 1)
    }
    // Known in double precision: a norm of numbers of 1e-2 that looks like a jump, and a saturated unit whose
    // slope of 1e-19 is rounding. No more than one in 2,000 of either kind.
    #expect(
      2000 * double <= report.correct.count,
      "\(report.falseAlarms.map { "\($0.title): \($0.worst ?? "")" })")
    #expect(1000 * single <= report.correct.count)
  }

  @Test func `most mistakes are given their own name, and few another's`() throws {
    let report = try Self.report.get()
    // By the very words of each specimen: another true description of it counts as wrong here, such as that
    // a spread maximum "shares out evenly what belongs to one value".
    #expect(report.share(named: .right) >= 0.80)
    #expect(report.share(named: .wrong) < 0.06)
  }

  @Test func `of mistakes written without knowledge of the hypotheses most get their own name`()
    throws
  {
    let independent = try Self.report.get().independent
    #expect(independent.count >= 40)
    let share = { (naming: Naming) in
      Double(independent.count { $0.naming == naming }) / Double(independent.count)
    }
    #expect(share(.right) >= 0.75)
    #expect(share(.wrong) < 0.06)
  }

  @Test(arguments: [(Telling.shapes, 0.7), (.flat, 0.6)])
  func `maps that tell nothing of themselves are named less often, and no more wrongly`(
    _ telling: Telling, _ least: Double
  ) throws {
    // One specimen in six; the command asks all.
    let some = Specimen.told().enumerated().filter { $0.offset % 6 == 0 }.map(\.element)
    let own = try SelfTest().graded(some, telling, CheckMonitor()).results
    #expect(own.count >= 40)
    let share = { (naming: Naming) in
      Double(own.count { $0.naming == naming }) / Double(own.count)
    }
    #expect(share(.right) >= least)
    #expect(share(.wrong) < 0.1)
  }

  @Test func `the names of independent mistakes belong to mistakes`() throws {
    let ids = Set(try Self.report.get().independent.map(\.id))
    #expect(Specimen.independentNames.keys.allSatisfy(ids.contains))
  }

  @Test func `little is left undecided`() throws {
    let report = try Self.report.get()
    #expect(500 * report.undecided.count <= report.correct.count)
    #expect(report.inconclusiveShare < 0.003)
  }
}
