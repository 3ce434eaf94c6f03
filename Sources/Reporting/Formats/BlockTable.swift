import Foundation
import GradientChecking

extension ReportFormat<GradientDocument> {
  public static let csv = ReportFormat(
    "csv", "a table for spreadsheets and data frames", fileExtension: "csv"
  ) {
    Data(BlockTable.render($0).utf8)
  }
}

/// Renders the results of a run of `gradcheck` as comma-separated values (RFC 4180): a row a block, with
/// all digits of its worst coordinate.
enum BlockTable {
  private static let columns = [
    "check", "outcome", "block", "shape", "size", "checked", "verdict", "worst_relative_error",
    "place", "analytic", "numeric", "known_to", "diagnosis",
  ]

  static func render(_ document: GradientDocument) -> String {
    let rows =
      document.reports.flatMap(rows)
      + (document.unchecked ?? []).map { [$0, "not checked"] }
    return ([columns] + rows).map(line).joined()
  }

  /// Of a check without blocks, such as one whose function broke a promise before any was examined, one row.
  private static func rows(_ report: GradientReport) -> [[String]] {
    let check = [report.subject, "\(report.outcome)"]
    let diagnosis = report.diagnoses.map(\.sentence).joined(separator: "; ")
    guard !report.blocks.isEmpty else {
      return [check + Array(repeating: "", count: 10) + [diagnosis]]
    }
    return report.blocks.map { block in
      let worst = block.listed(all: true).first
      let numbers = worst.map { place, worst in
        [place, "\(worst.analytic)", "\(worst.numeric)", "\(worst.error)"]
      }
      let size = ["\(block.size)", "\(block.checked)", block.verdict]
      return check + [block.name, block.shapeText] + size
        + [block.worstRelativeError.map { "\($0)" } ?? ""]
        + (numbers ?? ["", "", "", ""])
        + [block.isPassed ? "" : diagnosis]
    }
  }

  /// As long as the first row, which names the columns.
  private static func line(_ cells: [String]) -> String {
    let missing = Array(repeating: "", count: columns.count - cells.count)
    return (cells + missing).map(quoted).joined(separator: ",") + "\r\n"
  }

  private static func quoted(_ cell: String) -> String {
    let isPlain = !cell.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
    return isPlain ? cell : "\"\(cell.replacing("\"", with: "\"\""))\""
  }
}
