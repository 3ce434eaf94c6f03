import Foundation
import Synchronization
import Testing

@testable import GradientChecking

@Suite("Shards")
struct ShardTests {
  private func wrong() -> VectorSpecimen {
    let values = (0..<40).map { sin(Double($0)) + 1.5 }
    return VectorSpecimen(
      at: values, output: { x in x.map { $0 * $0 * $0 } },
      pullback: { u, x in
        zip(u, x).enumerated().map { $0 == 7 ? 2.9 * $1.0 * $1.1 * $1.1 : 3 * $1.0 * $1.1 * $1.1 }
      })
  }

  private func checker(_ threads: Int? = nil) -> GradientChecker {
    var configuration = CheckConfiguration()
    configuration.samplesPerBlock = 25
    configuration.threads = threads
    return GradientChecker(configuration)
  }

  private func partials(
    _ map: some DifferentiableMap, _ count: Int, by checker: ((Int?) -> GradientChecker)? = nil
  ) throws -> [PartialReport] {
    try (1...count).map { number in
      let partial = try (checker ?? self.checker)(1 + number % 2).measure(
        map, named: "cube", shard: try #require(Shard(number, of: count)))
      // As it goes from machine to machine.
      let encoder = JSONEncoder()
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      let decoder = JSONDecoder()
      decoder.nonConformingFloatDecodingStrategy = .convertFromString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      return try decoder.decode(PartialReport.self, from: encoder.encode(partial))
    }
  }

  @Test("Joined they are the report of the check done at once", arguments: [1, 2, 3, 7, 200])
  func joined(count: Int) throws {
    let whole = try checker().check(wrong(), named: "cube")
    #expect(!whole.isPassed)
    let partials = try partials(wrong(), count)
    let joined = try checker().report(on: wrong(), named: "cube", joining: partials.reversed())
    #expect(joined == whole)
  }

  @Test("So they are of a Jacobian, of however many tiles", arguments: [1, 3, 50])
  func jacobian(count: Int) throws {
    // Each value is in two outputs, of which the pullback forgets one in a place.
    let map = VectorSpecimen(
      at: (0..<12).map { cos(Double($0)) + 2 },
      output: { x in x.indices.map { x[$0] * x[($0 + 1) % 12] } },
      pullback: { u, x in
        x.indices.map { i in
          let before = (i + 11) % 12
          return u[i] * x[(i + 1) % 12] + (i == 5 ? 0 : u[before] * x[before])
        }
      })
    for limit in [1 << 20, 40] {
      let checker = { (threads: Int?) in
        var configuration = CheckConfiguration()
        configuration.checksJacobian = true
        configuration.entriesPerTile = limit
        configuration.threads = threads
        return GradientChecker(configuration)
      }
      let whole = try checker(nil).check(map, named: "cube")
      let wrong = try #require(whole.blocks[0].jacobian).worst
      #expect(wrong.map(\.index) == [[5]])
      let joined = try checker(nil).report(
        on: map, named: "cube", joining: partials(map, count, by: checker))
      #expect(joined == whole)
    }
  }

  @Test("No shard measures what another does, and together they measure all")
  func shares() throws {
    let partials = try partials(wrong(), 3)
    let lines = partials.map { $0.measurements.reduce(0) { $0 + $1.count } }
    #expect(lines.reduce(0, +) == 26)
    #expect(lines.allSatisfy { (5...12).contains($0) })
  }

  /// A map of five others and of few lines.
  private struct Made: CompositeMap {
    let whole = VectorSpecimen(at: [1, 2], output: { $0 }, pullback: { u, _ in u })

    var variables: [Variable] { whole.variables }
    func evaluate(at point: Point) -> Evaluation { whole.evaluate(at: point) }
    func pullback(of cotangent: [Double], at point: Point) -> Point {
      whole.pullback(of: cotangent, at: point)
    }
    func parts(at point: Point, cotangent: [Double]) -> [MapPart] {
      (1...5).map { MapPart("part \($0)", whole, cotangent: cotangent) }
    }
  }

  @Test("A shard of parts alone tells of no progress, and is part of the whole")
  func partsAlone() throws {
    let whole = try GradientChecker().check(Made(), named: "made")
    #expect(whole.parts.count == 5)
    let totals = Mutex<[Int]>([])
    let partials = try (1...5).map { number in
      try GradientChecker().measure(
        Made(), named: "made", shard: try #require(Shard(number, of: 5)),
        monitor: CheckMonitor(progress: { _, total in totals.withLock { $0.append(total) } }))
    }
    #expect(partials.contains { $0.measurements.isEmpty })
    #expect(totals.withLock { $0 }.allSatisfy { $0 > 0 })
    #expect(try GradientChecker().report(on: Made(), named: "made", joining: partials) == whole)
  }

  @Test("A broken promise needs no shards to be told")
  func broken() throws {
    let map = VectorSpecimen(at: [1, 2], output: { $0 }, pullback: { u, _ in [u[0]] })
    let whole = try checker().check(map, named: "cube")
    #expect(!whole.isPassed)
    #expect(
      try checker().report(on: map, named: "cube", joining: partials(map, 2)) == whole)
  }

  @Test("What does not make a whole is refused, and it is said why")
  func refusals() throws {
    let (partials, map) = (try partials(wrong(), 3), wrong())
    func message(_ given: [PartialReport], _ checker: GradientChecker, _ name: String) -> String? {
      do {
        _ = try checker.report(on: map, named: name, joining: given)
        return nil
      } catch {
        return "\(error)"
      }
    }
    #expect(message([], checker(), "cube") == "there is no shard of the check of cube")
    #expect(message([partials[1]], checker(), "cube") == "missing: shard 1/3, 3/3")
    #expect(message(partials + [partials[1]], checker(), "cube") == "shard 2/3 is there twice")
    let other = try self.partials(map, 2)
    #expect(
      message(partials + [other[0]], checker(), "cube")
        == "shard 1/2 does not go with the others, of 3")
    let stranger = "shard 1/3 is of another check than that of "
    #expect(message(partials, checker(), "square") == stranger + "square")
    #expect(message(partials, GradientChecker(), "cube") == stranger + "cube")
  }

  @Test(
    "A shard is one of so many",
    arguments: [
      ("1/1", true), ("3/8", true), ("0/3", false), ("4/3", false), ("1/0", false), ("-1/3", false),
      ("1", false), ("1/2/3", false), ("a/b", false), ("1/", false),
      ("1/99999999999999999999", false),
    ])
  func parsing(text: String, isShard: Bool) {
    #expect((Shard(text) != nil) == isShard)
    if let shard = Shard(text) { #expect(shard.description == text) }
  }

  @Test(
    "A shard that there is not is not decoded",
    arguments: [(0, 3), (9, 3), (1, 0), (1, 10_000_000_000_000), (-1, 3)])
  func decoding(number: Int, count: Int) throws {
    let text = Data(#"{"number": \#(number), "count": \#(count)}"#.utf8)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Shard.self, from: text) }
    let shard = try #require(Shard(2, of: 3))
    #expect(try JSONDecoder().decode(Shard.self, from: JSONEncoder().encode(shard)) == shard)
  }

  @Test("A shard of the Jacobian's check without its columns is refused")
  func columns() throws {
    var configuration = checker().configuration
    configuration.checksJacobian = true
    let partials = try partials(wrong(), 3) { _ in GradientChecker(configuration) }
    configuration.checksJacobian = false
    let without = try self.partials(wrong(), 3) { _ in GradientChecker(configuration) }
    #expect(throws: ShardError.self) {
      try GradientChecker(partials[0].configuration).report(
        on: wrong(), named: "cube",
        joining: zip(partials, without).map { $0.with(measurements: $1.measurements) })
    }
  }
}

extension PartialReport {
  /// The same with other measurements.
  fileprivate func with(measurements: [[GradientChecking.Measurement]]) -> PartialReport {
    PartialReport(
      subject: subject, shard: shard, configuration: configuration, groupCount: groupCount,
      partCount: partCount, measurements: measurements, parts: parts, limit: limit)
  }
}
