import Foundation
import GradientChecking

/// A report of a self-test as text.
public enum SelfTestText {
  /// The tables and the verdict, with `limit` of what went wrong listed.
  public static func render(_ report: SelfTestReport, listing limit: Int = 20) -> String {
    let sections = [
      title(report), specimens(report), names(report), correct(report),
      list("Missed:", report.missed.map(line), limit),
      list("False alarms:", report.falseAlarms.map(line), limit), verdict(report),
    ]
    return sections.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private static func title(_ report: SelfTestReport) -> String {
    let names = Set(report.specimens.map(\.id)).count
    return "\(names) mistakes, \(report.specimens.count) wrong gradients in all; "
      + "\(report.correct.count) right ones; seed \(report.seed)\n"
  }

  // MARK: - Tables

  private static func specimens(_ report: SelfTestReport) -> String {
    var rows = [["mistake", "caught", "missed", "located", "smallest error caught"]]
    for family in MistakeFamily.allCases {
      let own = report.specimens.filter { $0.mistake.family == family }
      if !own.isEmpty { rows.append(row(family.rawValue, own)) }
    }
    rows.append(row("all", report.specimens))
    return table(rows)
  }

  private static func row(_ name: String, _ results: [SpecimenResult]) -> [String] {
    let caught = results.filter { $0.verdict == .refuted }
    let located = results.compactMap(\.isLocated)
    let smallest = caught.compactMap(\.error).min()
    return [
      name, "\(caught.count)", "\(results.count - caught.count)",
      located.isEmpty ? "–" : "\(located.count { $0 })/\(located.count)",
      smallest.map { String(format: "%.0e", $0) } ?? "–",
    ]
  }

  /// What the mistakes were called, where that was asked. The rules of optimizers have no gradient to name.
  private static func names(_ report: SelfTestReport) -> String {
    let asked = report.specimens.filter { $0.naming != nil }
    guard !asked.isEmpty else { return "" }
    var rows = [["mistake", "named right", "named wrong", "no name"]]
    for family in MistakeFamily.allCases {
      let own = asked.filter { $0.mistake.family == family }
      if !own.isEmpty { rows.append(nameRow(family.rawValue, own)) }
    }
    rows.append(nameRow("all", asked))
    if !report.independent.isEmpty {
      rows.append(nameRow("written independently", report.independent))
    }
    for (telling, name) in [(Telling.shapes, "without facts"), (.flat, "as one flat closure")] {
      let own = report.retold.filter { $0.telling == telling }
      if !own.isEmpty { rows.append(nameRow("\(name), by family", own)) }
    }
    return table(rows)
  }

  private static func nameRow(_ name: String, _ results: [SpecimenResult]) -> [String] {
    [name]
      + Naming.allCases.map { naming in
        let count = results.count { $0.naming == naming }
        return "\(count) (\(String(format: "%.1f", 100 * Double(count) / Double(results.count))) %)"
      }
  }

  private static func correct(_ report: SelfTestReport) -> String {
    var rows = [["right gradient of", "cases", "false alarms", "undecided", "inconclusive"]]
    for kind in CorrectKind.allCases {
      let own = report.correct.filter { $0.subject == kind.name }
      if !own.isEmpty { rows.append(row(kind.name, own)) }
    }
    let names = Set(CorrectKind.allCases.map(\.name))
    let others = report.correct.filter { !names.contains($0.subject) }
    if !others.isEmpty { rows.append(row("other functions, optimizers", others)) }
    rows.append(row("all", report.correct))
    return table(rows)
  }

  private static func row(_ name: String, _ results: [CorrectResult]) -> [String] {
    let coordinates = results.reduce(0) { $0 + $1.coordinates }
    let inconclusive = results.reduce(0) { $0 + $1.inconclusive }
    return [
      name, "\(results.count)", "\(results.count { $0.verdict == .refuted })",
      "\(results.count { $0.verdict == .open })",
      String(format: "%.2f %%", 100 * Double(inconclusive) / Double(max(1, coordinates))),
    ]
  }

  /// Columns two spaces apart, the first to the left and the others to the right.
  private static func table(_ rows: [[String]]) -> String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).enumerated().map { column, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + padding : padding + cell.0
      }
      return "  \(cells.joined(separator: "  "))\n"
    }.joined()
  }

  // MARK: - What went wrong

  private static func list(_ heading: String, _ lines: [String], _ limit: Int) -> String {
    guard !lines.isEmpty else { return "" }
    let rest = lines.count > limit ? ["… and \(lines.count - limit) more (--format json)"] : []
    return "\(heading)\n\((lines.prefix(limit) + rest).map { "  \($0)\n" }.joined())"
  }

  private static func line(_ result: SpecimenResult) -> String {
    let share = String(format: "%.4g %%", 100 * result.dilution.share)
    let telling = result.telling == .facts ? "" : "\(result.telling.rawValue), "
    return "\(result.id): \(telling)\(result.dilution.portion.rawValue), \(share), "
      + "seed \(result.seed), \(result.verdict.rawValue)"
  }

  private static func line(_ result: CorrectResult) -> String {
    let number = result.number.map { "\($0): " } ?? ""
    return "\(number)\(result.title)\n    \(result.worst ?? "")"
  }

  private static func verdict(_ report: SelfTestReport) -> String {
    guard report.unanswered == 0 else {
      return "Interrupted; \(report.unanswered) questions were not asked.\n"
        + "Until then: \(mistakes(report)).\n"
    }
    return report.isPassed
      ? "Every mistake was caught, and no right gradient called wrong.\n"
      : "\(mistakes(report)).\n"
  }

  private static func mistakes(_ report: SelfTestReport) -> String {
    "\(report.missed.count) mistakes missed, \(report.falseAlarms.count) false alarms"
  }
}
