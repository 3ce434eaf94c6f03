import GradientChecking
import LayerChecking
import Testing

extension CatalogueEntry {
  /// The reports on all cases of the entry, each with its case's title.
  func reports(
    precision: Precision = .double, seed: UInt64, threads: Int? = 1
  ) throws -> [GradientReport] {
    var configuration = CheckConfiguration()
    configuration.seed = seed
    configuration.threads = threads
    return try subjects(precision: precision, seed: seed).map { try $0.check(configuration) }
  }

  /// Expects every case to be right, to seven digits and without a doubt.
  func expectRight(seed: UInt64, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let reports = try reports(seed: seed)
    #expect(!reports.isEmpty, sourceLocation: sourceLocation)
    #expect(Set(reports.map(\.subject)).count == reports.count, sourceLocation: sourceLocation)
    for report in reports { expectNoDoubt(about: report, sourceLocation: sourceLocation) }
  }

  /// Expects no case to be wrong in single precision, which may leave much open.
  func expectNotWrong(seed: UInt64, sourceLocation: SourceLocation = #_sourceLocation) throws {
    for report in try reports(precision: .float, seed: seed) {
      #expect(report.precision == .float, sourceLocation: sourceLocation)
      #expect(report.isPassed, "\(report.subject)", sourceLocation: sourceLocation)
      for block in report.blocks {
        let place = Comment(rawValue: "\(block.name) of \(report.subject): \(block.worst)")
        #expect(block.count(of: .disagree) == 0, place, sourceLocation: sourceLocation)
        #expect(block.count(of: .jump) == 0, place, sourceLocation: sourceLocation)
        #expect(!block.direction.status.isFailure, place, sourceLocation: sourceLocation)
      }
    }
  }

  /// Expects the same reports from one thread and from two.
  func expectSameFromTwoThreads(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let (one, two) = (try reports(seed: 3, threads: 1), try reports(seed: 3, threads: 2))
    #expect(one.count == two.count, sourceLocation: sourceLocation)
    for (one, two) in zip(one, two) {
      let title = Comment(rawValue: one.subject)
      #expect(one.subject == two.subject, sourceLocation: sourceLocation)
      #expect(one.noise == two.noise, title, sourceLocation: sourceLocation)
      #expect(one.probes == two.probes, title, sourceLocation: sourceLocation)
      #expect(one.blocks == two.blocks, title, sourceLocation: sourceLocation)
      #expect(one.evaluations == two.evaluations, title, sourceLocation: sourceLocation)
    }
  }
}

/// Expects a report without a doubt: no derivative off by more than 1e-7, none left open, and none on
/// a kink unless the case is about kinks.
func expectNoDoubt(
  about report: GradientReport, sourceLocation: SourceLocation = #_sourceLocation
) {
  let isAboutKinks = ["zero", "ties", "margins"].contains { report.subject.contains($0) }
  let broken = report.probes.filter { !$0.isKept }
  #expect(report.isPassed, "\(report.subject)", sourceLocation: sourceLocation)
  #expect(broken == [], "\(report.subject)", sourceLocation: sourceLocation)
  #expect(!report.blocks.isEmpty, "\(report.subject)", sourceLocation: sourceLocation)
  for block in report.blocks {
    let place = Comment(rawValue: "\(block.name) of \(report.subject): \(block.worst)")
    #expect(block.checked == block.size, place, sourceLocation: sourceLocation)
    #expect(block.worstRelativeError ?? 0 <= 1e-7, place, sourceLocation: sourceLocation)
    for status in [Status.disagree, .jump, .inconclusive] {
      #expect(block.count(of: status) == 0, place, sourceLocation: sourceLocation)
    }
    let direction = block.direction
    let directionPlace = Comment(rawValue: "\(block.name) of \(report.subject): \(direction)")
    #expect(!direction.status.isFailure, directionPlace, sourceLocation: sourceLocation)
    if !isAboutKinks {
      #expect(block.count(of: .subgradient) == 0, place, sourceLocation: sourceLocation)
      #expect(
        [.agree, .withinNoise].contains(direction.status), directionPlace,
        sourceLocation: sourceLocation)
    }
  }
}
