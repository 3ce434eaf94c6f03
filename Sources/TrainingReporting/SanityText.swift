import Diagnostics
import GradientChecking
import Reporting

/// Renders sanity reports as text of at most 80 columns.
public struct SanityText: Sendable {
  public let style: TextStyle
  /// Whether findings that pass show what was expected too.
  public let isVerbose: Bool

  public init(style: TextStyle = .plain, isVerbose: Bool = false) {
    self.style = style
    self.isVerbose = isVerbose
  }

  /// The verdict, the findings from worst to best, and a row a layer.
  public func render(_ report: SanityReport) -> String {
    var lines = heading(report) + [""]
    for finding in report.findings where finding.verdict < .pass { lines += details(finding) }
    lines += report.findings.filter { $0.verdict >= .pass }.flatMap(line)
    if !report.layers.isEmpty { lines += [""] + table(report.layers) }
    return (lines + [""] + summary(report)).joined(separator: "\n") + "\n"
  }

  private func heading(_ report: SanityReport) -> [String] {
    let verdict =
      !report.isPassed
      ? style.apply(.red, "FAIL")
      : report.isComplete ? style.apply(.green, "PASS") : style.apply(.yellow, "OPEN")
    let splits = report.otherImages.map { ", \($0.count) \($0.name)" }.joined()
    let classes = report.classes.map { "\($0.name) \($0.count)" }.joined(separator: ", ")
    let rest =
      "\(report.optimizer), \(report.objective), \(report.regularizer ?? "no regularization")"
    let size = "\(report.parameters) parameters in \(report.tensors) tensors"
    // A recording knows no samples, nor does a task that draws as many as one likes.
    let about =
      report.trainingImages == 0
      ? [
        "\(report.tensors == 0 ? "losses alone" : size); \(report.optimizer), \(report.objective)"
          + (report.regularizer.map { ", \($0)" } ?? ""),
        report.data,
      ]
      : [
        "\(size); \(rest)", "data: \(report.data); \(report.trainingImages) training\(splits)",
      ] + (classes.isEmpty ? [] : ["classes: \(classes)"])
    return ["\(verdict)  \(style.apply(.bold, report.subject))"]
      + about.flatMap { $0.wrapped(indent: 6) }
  }

  /// A finding that asks for action.
  private func details(_ finding: Finding) -> [String] {
    let failed = finding.verdict == .fail
    let mark = style.apply(failed ? .red : .yellow, failed ? "FAIL" : "WARN")
    let place = finding.layer.map { " (\($0))" } ?? ""
    let title = finding.title.contains(finding.layer ?? " ") ? finding.title : finding.title + place
    return [
      "  \(mark)  \(finding.code.rawValue)  \(style.apply(.bold, title))"
    ] + part("found", finding.evidence) + part("expected", finding.expectation)
      + (finding.fix.map { part("try", $0) } ?? [])
  }

  private func part(_ name: String, _ text: String) -> [String] {
    text.wrapped(indent: 24).enumerated().map { number, line in
      let label = number == 0 ? name : ""
      let gap = String(repeating: " ", count: 10 - label.count)
      return "              \(style.apply(.dim, label))\(gap)\(line.dropFirst(24))"
    }
  }

  /// A finding that all is well, or that there was nothing to look at.
  private func line(_ finding: Finding) -> [String] {
    let mark =
      finding.verdict == .pass ? style.apply(.green, "  ok") : style.apply(.dim, "   –")
    let name = finding.probe.rawValue
    let gap = String(repeating: " ", count: max(1, 21 - name.count))
    let text = finding.evidence.wrapped(indent: 29)
    let expectation =
      isVerbose && !finding.expectation.isEmpty
      ? "expected: \(finding.expectation)".wrapped(indent: 29).map { style.apply(.dim, $0) } : []
    return ["  \(mark)  \(name)\(gap)\((text.first ?? "").dropFirst(29))"]
      + text.dropFirst() + expectation
  }

  private func table(_ rows: [LayerRow]) -> [String] {
    let showsDeath = rows.contains { $0.deadShare != nil }
    let showsSaturation = rows.contains { $0.saturatedShare != nil }
    var table = TextTable(
      [.left, .right, .right, .right, .right] + (showsDeath ? [.right] : [])
        + (showsSaturation ? [.right] : []))
    table.add(
      ["layer", "output μ", "output σ", "gradient", "update:weight"]
        + (showsDeath ? ["dead"] : []) + (showsSaturation ? ["saturated"] : []), color: .dim)
    for row in rows {
      table.add(
        [
          row.name, row.mean.brief, row.standardDeviation.brief, row.gradientRMS?.brief ?? "–",
          row.updateRatio?.brief ?? "–",
        ] + (showsDeath ? [row.deadShare.map(percent) ?? "–"] : [])
          + (showsSaturation ? [row.saturatedShare.map(percent) ?? "–"] : []))
    }
    return table.lines(indent: 2, style: style)
  }

  private func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }

  private func confirmed(_ confirmation: Confirmation) -> [String] {
    let others = confirmation.failures.map(\.rawValue).joined(separator: ", ")
    let outcome =
      !confirmation.isConfirmed
      ? "\(confirmation.code.rawValue) is still there"
      : confirmation.failures.isEmpty
        ? "\(confirmation.code.rawValue) is gone, and nothing fails"
        : "\(confirmation.code.rawValue) is gone, and there is \(others)"
    return "Tried with \(confirmation.remedy): \(outcome).".wrapped(indent: 0)
      .map { style.apply(confirmation.isConfirmed ? .green : .yellow, $0) }
  }

  private func summary(_ report: SanityReport) -> [String] {
    let failed = report.findings.filter { $0.verdict == .fail }
    let warnings = report.findings.count { $0.verdict == .warn }
    let noted = warnings == 0 ? "" : warnings == 1 ? "; 1 warning" : "; \(warnings) warnings"
    guard let first = failed.first else {
      guard report.isComplete else { return ["Interrupted; the rest was not looked at."] }
      return [style.apply(.green, "Nothing stands in the way of training\(noted).")]
    }
    let rest =
      failed.count == 1 ? "" : "; mend that first, the other \(failed.count - 1) may follow"
    return "\(first.code.rawValue): \(first.title)\(rest)\(noted).".wrapped(indent: 0)
      .map { style.apply(.red, $0) } + (report.confirmation.map(confirmed) ?? [])
      + (report.isComplete ? [] : ["Interrupted; the rest was not looked at."])
  }
}
