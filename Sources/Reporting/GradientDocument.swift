import Foundation
import GradientChecking

/// The results of a run of `gradcheck` as one JSON document.
///
/// Keys are sorted. Numbers that are not finite are the strings "inf", "-inf" and "nan". The schema is
/// documented in this module's catalogue; a change that could break a reader raises `schema`.
public struct GradientDocument: Sendable, Codable, Equatable {
  /// The version of the schema.
  public static let schema = 1

  public let schema: Int
  /// The command that wrote the document: `gradcheck`, or one that has layers of its own beside it.
  public let tool: String
  /// The matrix library that was used, or "none".
  public let blas: String
  /// Where the images of model checks come from, nil where there was none.
  public let data: String?
  /// Whether everything that was asked for was examined; false after an interruption, or where a limit came
  /// before the end.
  public let isComplete: Bool
  /// Whether everything that was asked for was checked, and passed.
  public let isPassed: Bool
  public let reports: [GradientReport]
  /// The sweeps, where `--sweep` was given.
  public let sweeps: [StepSweep]
  /// What was to be checked and is not among the reports; nil where there is none.
  public let unchecked: [String]?
  /// What the command was asked, without what concerns only how and where it ran and wrote; nil where that is
  /// not known.
  public let arguments: [String]?

  public init(
    tool: String = "gradcheck", reports: [GradientReport], sweeps: [StepSweep] = [],
    blas: String = "none", data: String? = nil, isComplete: Bool = true, unchecked: [String] = [],
    arguments: [String]? = nil
  ) {
    self.arguments = arguments
    schema = GradientDocument.schema
    self.tool = tool
    self.blas = blas
    self.data = data
    self.isComplete =
      isComplete && unchecked.isEmpty && reports.allSatisfy(\.isComplete)
    isPassed = self.isComplete && reports.allSatisfy(\.isPassed)
    self.unchecked = unchecked.isEmpty ? nil : unchecked
    self.reports = reports
    self.sweeps = sweeps
  }

  /// The document a reader wrote earlier.
  ///
  /// - Throws: a ``DocumentError`` where `json` is not such a document.
  public init(json: Data) throws(DocumentError) {
    do {
      self = try JSONDecoder().decode(GradientDocument.self, from: json)
      try Validation.each("reports", reports) { (report) throws(Violation) in
        try report.validate()
      }
    } catch let error as DecodingError {
      throw DocumentError(error)
    } catch let error as Violation {
      throw DocumentError(error)
    } catch {
      throw DocumentError("\(error)")
    }
  }

  /// The document as JSON, indented, with a newline at the end.
  ///
  /// - Throws: never in practice; every value is encodable.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}
