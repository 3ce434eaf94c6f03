import Foundation
import Reporting

/// The results of a command that trains, as one JSON document: keys sorted, numbers that are not finite as the
/// strings "inf", "-inf" and "nan". A change that could break a reader raises its schema.
protocol LearningDocument: Codable, SendableMetatype {
  var title: String { get }
  var charts: [Chart] { get }
  var page: Page { get }
}

extension LearningDocument {
  /// The formats of such a document, whose charts are of `what`, "the curve".
  static func formats(
    text: String = "for the terminal", of what: String
  ) -> [ReportFormat<Self>] {
    [
      ReportFormat("text", text, encode: nil),
      ReportFormat("json", "for programs") { try $0.encoded() },
      ReportFormat("svg", "\(what) as a picture") {
        Data(ChartSheet(title: $0.title, charts: $0.charts).svg.description.utf8)
      },
      ReportFormat("html", "a page with \(what), in one file") {
        Data($0.page.html.description.utf8)
      },
    ]
  }

  init(decoding json: Data) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    self = try decoder.decode(Self.self, from: json)
  }

  func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(self) + Data("\n".utf8)
  }
}

/// What was trained, on what and how, in words.
public struct LearningSubject: Sendable, Codable, Equatable {
  /// Such as "mlp".
  public let model: String
  /// The number of learned values.
  public let parameters: Int
  public let optimizer: String
  public let objective: String
  /// Where the examples come from.
  public let data: String
  /// The examples of a step.
  public let batch: Int
  public let seed: UInt64

  public init(
    model: String, parameters: Int, optimizer: String, objective: String, data: String, batch: Int,
    seed: UInt64
  ) {
    self.model = model
    self.parameters = parameters
    self.optimizer = optimizer
    self.objective = objective
    self.data = data
    self.batch = batch
    self.seed = seed
  }

  var words: String {
    "\(parameters) parameters; \(optimizer), \(objective); \(data); batches of \(batch), seed \(seed)"
  }
}
