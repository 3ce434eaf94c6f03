import Foundation
import GradientChecking
import Testing

@Suite("Reports")
struct GradientReportTests {
  /// Functions whose reports hold the strangest numbers.
  static let specimens: [(String, Specimen)] = [
    ("right", Specimen(at: [1], value: { $0[0] }, gradient: { _ in [1] })),
    ("wrong", Specimen(at: [1], value: { $0[0] }, gradient: { _ in [2] })),
    ("kink", Specimen(at: [0], value: { relu($0[0]) }, gradient: { _ in [0] })),
    ("jump", Specimen(at: [0], value: { $0[0] < 0 ? 0 : 1 }, gradient: { _ in [0] })),
    (
      "edge",
      Specimen(
        at: [1e-6], value: { $0[0].squareRoot() }, gradient: { [0.5 / $0[0].squareRoot()] })
    ),
    ("isolated", Specimen(at: [0], value: { $0[0] == 0 ? 0 : .nan }, gradient: { _ in [0] })),
    ("pole", Specimen(at: [0], value: { $0[0] == 0 ? 0 : 1 / $0[0] }, gradient: { _ in [0] })),
    (
      "walls", Specimen(at: [0], value: { $0[0] == 0 ? 0 : .infinity }, gradient: { _ in [0] })
    ),
    ("infinite value", Specimen(at: [1], value: { _ in .infinity }, gradient: { _ in [0] })),
    ("no value", Specimen(at: [1], value: { _ in .nan }, gradient: { _ in [0] })),
    ("no gradient", Specimen(at: [1], value: { $0[0] }, gradient: { _ in [.nan] })),
    ("huge", Specimen(at: [1], value: { 1e300 * $0[0] }, gradient: { _ in [1e300] })),
  ]

  @Test("Any report survives JSON", arguments: specimens.indices)
  func codable(index: Int) throws {
    let (name, specimen) = Self.specimens[index]
    let report = try report(on: specimen)
    #expect(throws: Never.self, "\(name)") {
      let data = try JSONEncoder().encode(report)
      #expect(try JSONDecoder().decode(GradientReport.self, from: data) == report)
    }
  }

  @Test("The same check gives the same report", arguments: specimens.indices)
  func repeatable(index: Int) throws {
    let (name, specimen) = Self.specimens[index]
    #expect(try report(on: specimen) == report(on: specimen), "\(name)")
  }

  @Test("Counts add up to the coordinates checked, and the worst come first")
  func counts() throws {
    let specimen = Specimen(
      at: (1...20).map(Double.init), value: { $0.reduce(0) { $0 + $1 * $1 } },
      gradient: { x in x.enumerated().map { $0.offset % 5 == 0 ? 3 * $0.element : 2 * $0.element } }
    )
    let block = try report(on: specimen).blocks[0]
    #expect(block.size == 20)
    #expect(block.checked == 20)
    #expect(block.count(of: .disagree) == 4)
    #expect(block.counts.values.reduce(0, +) == 20)
    #expect(block.worst.prefix(4).allSatisfy { $0.status == .disagree })
    #expect(block.worst.count == 5)
    #expect(block.band == .wrong)
  }

  @Test("A block whose direction could not be checked while most of it was not sampled says so")
  func openDirection() throws {
    let specimen = Specimen(
      at: [Double](repeating: 0, count: 5000),
      value: { $0.reduce(0) { $0 + relu($1) } },
      gradient: { x in x.indices.map { $0 == 777 ? 40 : 0 } })
    let report = try report(on: specimen) { $0.samplesPerBlock = 50 }
    #expect(!report.isPassed || !report.blocks[0].notes.isEmpty, "\(report.blocks[0])")
  }
}
