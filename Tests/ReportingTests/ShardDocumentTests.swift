import Foundation
import GradientChecking
import Testing

@testable import Reporting

@Suite struct ShardDocumentTests {
  /// Three outputs of two blocks, of which one entry of the Jacobian is wrong.
  private struct Products: DifferentiableMap {
    let variables = [
      Variable("x", values: [1.5, -2, 0.5]),
      Variable("w", shape: [2, 3], values: [0.3, 0.6, 0.9, 1.2, 1.5, 1.8]),
    ]
    var mistake = 0.1

    func evaluate(at p: Point) -> Evaluation {
      let (x, w) = (p[0], p[1])
      return Evaluation([
        w[0] * x[0] + w[1] * x[1] + w[2] * x[2], w[3] * x[0] + w[4] * x[1] + w[5] * x[2],
      ])
    }

    func pullback(of u: [Double], at p: Point) -> Point {
      let (x, w) = (p[0], p[1])
      let ofInput = (0..<3).map { i in u[0] * w[i] + u[1] * w[3 + i] }
      var ofWeight = (0..<6).map { i in u[i / 3] * x[i % 3] }
      ofWeight[4] *= 1 + mistake
      return Point([ofInput, ofWeight])
    }
  }

  /// The same with two parts, which are right.
  private struct Made: CompositeMap {
    let whole = Products()
    var variables: [Variable] { whole.variables }
    func evaluate(at point: Point) -> Evaluation { whole.evaluate(at: point) }
    func pullback(of cotangent: [Double], at point: Point) -> Point {
      whole.pullback(of: cotangent, at: point)
    }
    func parts(at point: Point, cotangent: [Double]) -> [MapPart] {
      (1...2).map { MapPart("part \($0)", Products(mistake: 0), cotangent: cotangent) }
    }
  }

  private static let build = "gradcheck of this test"

  private static func checker(jacobian: Bool) -> GradientChecker {
    var configuration = CheckConfiguration()
    configuration.checksJacobian = jacobian
    configuration.threads = 1
    return GradientChecker(configuration)
  }

  private static func documents(jacobian: Bool) throws -> [ShardDocument] {
    try (1...2).map { number in
      let shard = try #require(Shard(number, of: 2))
      return ShardDocument(
        shard: shard, arguments: ["--layer", "made"],
        partials: [
          try checker(jacobian: jacobian).measure(Made(), named: "made", shard: shard)
        ], build: build)
    }
  }

  private func joined(_ documents: [ShardDocument], jacobian: Bool) throws -> GradientReport {
    try ShardDocumentTests.checker(jacobian: jacobian).report(
      on: Made(), named: "made", joining: documents.flatMap(\.partials))
  }

  @Test(arguments: [false, true])
  func `what was written is read, and joined to the report`(jacobian: Bool) throws {
    let documents = try ShardDocumentTests.documents(jacobian: jacobian).map {
      try ShardDocument(json: $0.json(), build: ShardDocumentTests.build)
    }
    let whole = try ShardDocumentTests.checker(jacobian: jacobian).check(Made(), named: "made")
    let joined = try joined(documents, jacobian: jacobian)
    #expect(
      try GradientDocument(reports: [joined], blas: "none").json()
        == GradientDocument(reports: [whole], blas: "none").json())
    #expect(!whole.isPassed && whole.parts.count == 2)
  }

  @Test func `another order of keys and other white space are the same document`() throws {
    let json = try ShardDocumentTests.documents(jacobian: true)[0].json()
    let object = try JSONSerialization.jsonObject(with: json)
    let pretty = try JSONSerialization.data(withJSONObject: object, options: [.prettyPrinted])
    #expect(pretty != json)
    #expect(
      try ShardDocument(json: pretty, build: ShardDocumentTests.build).json() == json)
  }

  @Test(arguments: [
    (#"numeric":"#, #"numeric":1"#, "its checksum is another"),
    (#""schema":2"#, #""schema":3"#, "this is format 3 of gradcheck, expected 2"),
    (#""tool":"gradcheck""#, #""tool":"sanity""#, "this is format 2 of sanity"),
    (ShardDocumentTests.build, "gradcheck 0", "this was measured by gradcheck 0; join it by that"),
    (
      #""shard":{"count":2,"number":1}"#, #""shard":{"count":2,"number":9}"#,
      "shard.number is wrong"
    ),
    (
      #""agreeing":"#, #""agreed":"#,
      "partials[0].measurements[0][0].columns[0].agreeing is missing"
    ),
    (#"{"arguments""#, #"{{"arguments""#, "the document is wrong"),
  ])
  func `what is not this document is refused, and it is said why`(
    old: String, new: String, message: String
  ) throws {
    let text = try #require(
      String(data: try ShardDocumentTests.documents(jacobian: true)[0].json(), encoding: .utf8))
    let range = try #require(text.range(of: old))
    let changed = Data(text.replacingCharacters(in: range, with: new).utf8)
    #expect {
      try ShardDocument(json: changed, build: ShardDocumentTests.build)
    } throws: { "\($0)".contains(message) }
  }

  @Test(arguments: [
    (
      #""agreeing":[0-9]+"#, #""agreeing":9223372036854775807"#,
      "agreeing is 9223372036854775807, expected 0 … 2"
    ),
    (
      #""evaluations":[0-9]+"#, #""evaluations":9223372036854775807"#,
      "].evaluations is 9223372036854775807"
    ),
    (#""evaluations":[0-9]+"#, #""evaluations":-1"#, "].evaluations is -1"),
    (
      #""wrong":\[\]"#, #""wrong":[[5000,5001]]"#,
      "wrong[0] is 5000 ..< 5001, expected outputs within 0 ..< 2"
    ),
    (#""wrong":\[\]"#, #""wrong":[[-3,1]]"#, "wrong[0] is -3 ..< 1"),
    (#""wrong":\[\]"#, #""wrong":[[0,1]]"#, "wrong has 1 outputs, but 0 entries are wrong"),
    (#""others":\[[^\]]*\]"#, #""others":["disagree",3]"#, "columns[0].others.disagree is 3"),
    (
      #""analytic":[0-9.e-]+"#, #""analytic":7"#,
      "the shards, and what joins them, have to check the same function"
    ),
    (#""error":[0-9.e-]+"#, #""error":-1"#, "derivative.error is -1.0, expected 0 or more"),
    (
      #""checked":[0-9]+"#, #""checked":4000"#, "parts[0].blocks[0].checked is 4000, expected 0 … 3"
    ),
    (#""isPassed":true"#, #""isPassed":false"#, "parts[0]"),
    (#""counts":\{[^}]*\}"#, #""counts":{"right":3}"#, "counts has right, which is no status"),
    (#""shape":\[3\]"#, #""shape":[-3]"#, "parts[0].blocks[0].shape is [-3]"),
    (#""partCount":2"#, #""partCount":200000000000"#, "is of another check"),
  ])
  func `what cannot have been measured is refused with its path`(
    pattern: String, new: String, message: String
  ) throws {
    var documents = try ShardDocumentTests.documents(jacobian: true)
    let text = try #require(String(data: try documents[0].json(), encoding: .utf8))
    let range = try #require(text.firstMatch(of: try Regex(pattern))).range
    documents[0] = try ShardDocument(
      unverified: Data(text.replacingCharacters(in: range, with: new).utf8))
    #expect { try joined(documents, jacobian: true) } throws: {
      $0 is ShardError && "\($0)".contains(message)
    }
  }

  /// As many as a second or two allow. Set `MUTATION_SEED` to see the same ones again.
  @Test func `thousands of changed documents are refused or joined, and none crashes`() throws {
    let seed =
      ProcessInfo.processInfo.environment["MUTATION_SEED"].flatMap { UInt64($0) }
      ?? UInt64.random(in: 0...1_000_000)
    print("changed documents: MUTATION_SEED=\(seed)")
    let mutation = Mutation(seed: seed)
    var (refused, joined) = (0, 0)
    for jacobian in [false, true] {
      let documents = try ShardDocumentTests.documents(jacobian: jacobian)
      let json = try documents[0].json()
      for _ in 0..<2000 {
        let changed = try mutation.document(json)
        do {
          let document = try ShardDocument(unverified: changed)
          if try document.json() != json {
            // Whatever is changed shows by the checksum.
            #expect(throws: DocumentError.self) {
              try ShardDocument(json: changed, build: ShardDocumentTests.build)
            }
          }
          let report = try self.joined([document, documents[1]], jacobian: jacobian)
          let reports = GradientDocument(reports: [report], blas: "none")
          #expect(!GradientText(isVerbose: true).render(report).isEmpty)
          #expect(try GradientDocument(json: reports.json()).isPassed == report.isPassed)
          joined += 1
        } catch is DocumentError {
          refused += 1
        } catch is ShardError {
          refused += 1
        }
        let text = mutation.text(json)
        if let document = try? ShardDocument(json: text, build: ShardDocumentTests.build) {
          #expect(try document.json() == json)
        }
      }
    }
    #expect(refused > 2000 && joined > 0, "\(refused) refused, \(joined) joined")
  }

  /// Reports that anybody may read again are looked through as well.
  @Test func `changed reports are refused or rendered, and none crashes`() throws {
    let seed =
      ProcessInfo.processInfo.environment["MUTATION_SEED"].flatMap { UInt64($0) }
      ?? UInt64.random(in: 0...1_000_000)
    print("changed reports: MUTATION_SEED=\(seed)")
    let mutation = Mutation(seed: seed)
    let report = try ShardDocumentTests.checker(jacobian: true).check(Made(), named: "made")
    let json = try GradientDocument(reports: [report], blas: "none").json()
    var refused = 0
    for _ in 0..<3000 {
      do {
        let document = try GradientDocument(json: mutation.document(json))
        for report in document.reports {
          _ = GradientText(style: .colored, isVerbose: true).render(report)
        }
      } catch is DocumentError {
        refused += 1
      }
    }
    #expect(refused > 500)
  }
}
