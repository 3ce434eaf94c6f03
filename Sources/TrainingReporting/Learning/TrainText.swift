import Diagnostics
import GradientChecking
import Reporting

/// Renders a training as text of at most 80 columns: piece by piece, as it goes.
public struct TrainText: Sendable {
  public let style: TextStyle

  private static let widths = [5, 7, 9, 9, 8, 11, 8]

  public init(style: TextStyle = .plain) { self.style = style }

  static func heads(hasAccuracy: Bool) -> [String] {
    hasAccuracy
      ? ["epoch", "steps", "rate", "loss", "right", "validation", "right"]
      : ["epoch", "steps", "rate", "loss", "validation"]
  }

  static func cells(_ epoch: TrainDocument.Epoch, hasAccuracy: Bool) -> [String] {
    let (loss, other) = (epoch.loss.learned, epoch.validationLoss.learned)
    let start = ["\(epoch.number)", "\(epoch.steps)", epoch.learningRate.brief, loss]
    guard hasAccuracy else { return start + [other] }
    let shares = [epoch.accuracy, epoch.validationAccuracy].map {
      $0.map(TrainDocument.percent) ?? "–"
    }
    return start + [shares[0], other, shares[1]]
  }

  /// What is trained, and the heads of the columns.
  public func heading(_ document: TrainDocument, hasAccuracy: Bool) -> String {
    let lines =
      ["TRAIN  \(style.apply(.bold, document.subject.model))"]
      + document.subject.words.wrapped(indent: 7)
      + ["", style.apply(.dim, line(TrainText.heads(hasAccuracy: hasAccuracy)))]
    return lines.joined(separator: "\n") + "\n"
  }

  public func row(_ epoch: TrainDocument.Epoch, hasAccuracy: Bool) -> String {
    line(TrainText.cells(epoch, hasAccuracy: hasAccuracy)) + "\n"
  }

  /// A finding at the moment at which it arises.
  public func news(_ finding: Finding, atStep step: Int) -> String {
    let failed = finding.verdict == .fail
    let mark = style.apply(failed ? .red : .yellow, failed ? "FAIL" : "WARN")
    return "  step \(step): \(mark)  \(finding.code.rawValue)  \(finding.title)\n"
  }

  /// The curve, what the probes say of the whole, and how it ended.
  public func ending(_ document: TrainDocument) -> String {
    var lines: [String] = []
    if document.losses.filter(\.isFinite).count > 1 {
      lines += [""] + document.textChart.lines
      lines += [style.apply(.dim, "            · steps, ● validation"), ""]
    }
    for finding in document.findings where finding.verdict < .pass {
      let failed = finding.verdict == .fail
      let mark = style.apply(failed ? .red : .yellow, failed ? "FAIL" : "WARN")
      lines.append("  \(mark)  \(finding.code.rawValue)  \(finding.title)")
      lines += "found: \(finding.evidence)".wrapped(indent: 14)
      if let fix = finding.fix { lines += "try: \(fix)".wrapped(indent: 14) }
    }
    let color: TextStyle.Color =
      !document.isPassed ? .red : document.ending == "interrupted" ? .yellow : .green
    lines += document.conclusion.wrapped(indent: 0).map { style.apply(color, $0) }
    if let gap = document.gap { lines += gap.wrapped(indent: 0) }
    if let folder = document.checkpoints {
      lines.append("Checkpoints are in \(folder); --resume \(folder) goes on.")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ cells: [String]) -> String {
    let widths = cells.count == TrainText.widths.count ? TrainText.widths : [5, 7, 9, 9, 11]
    return zip(cells, widths).map { cell, width in
      String(repeating: " ", count: max(0, width - cell.count)) + cell
    }.joined(separator: " ")
  }
}
