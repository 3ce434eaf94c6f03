import GradientChecking
import Reporting

/// Renders the results of `sanity rate` as text of at most 80 columns.
public struct RateText: Sendable {
  public let style: TextStyle

  public init(style: TextStyle = .plain) { self.style = style }

  public func render(_ document: RateDocument) -> String {
    var table = TextTable([.right, .right, .right])
    table.add(["rate", "loss", "smoothed"], color: .dim)
    for point in document.rows {
      table.add([point.rate.brief, point.loss.learned, point.smoothed?.learned ?? "–"])
    }
    let color: TextStyle.Color =
      document.suggestion != nil ? .green : document.isComplete ? .red : .yellow
    let key =
      "● smoothed, · a batch" + (document.suggestion == nil ? "" : ", ┊ suggested")
      + (document.divergence == nil ? "" : ", ! diverges")
    let lines =
      ["RATE  \(style.apply(.bold, document.subject.model))"]
      + document.subject.words.wrapped(indent: 6) + [""]
      + document.textChart.lines
      + [style.apply(.dim, "            \(key)"), ""]
      + table.lines(indent: 2, style: style) + [""]
      + document.finding.wrapped(indent: 0).map { style.apply(color, $0) }
      + ["Without --learning-rate it is \(document.usual.brief)."]
    return lines.joined(separator: "\n") + "\n"
  }
}
