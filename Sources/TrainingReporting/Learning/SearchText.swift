import GradientChecking
import Reporting

/// Renders the results of `sanity search` as text.
public struct SearchText: Sendable {
  public let style: TextStyle
  /// Whether all trials are listed, not the best twelve alone.
  public let isVerbose: Bool

  private static let listed = 12

  public init(style: TextStyle = .plain, isVerbose: Bool = false) {
    (self.style, self.isVerbose) = (style, isVerbose)
  }

  public func render(_ document: SearchDocument) -> String {
    var table = TextTable(document.heads.map { _ in .right })
    table.add(document.heads, color: .dim)
    let ranked = document.ranked
    for trial in isVerbose ? ranked[...] : ranked.prefix(SearchText.listed) {
      table.add(
        document.cells(trial),
        color: trial.number == document.best ? .green : trial.hasDiverged ? .red : nil)
    }
    let rest = ranked.count - SearchText.listed
    let color: TextStyle.Color =
      document.best == nil ? .red : document.isComplete ? .green : .yellow
    let lines =
      ["SEARCH  \(style.apply(.bold, document.subject.model))"]
      + document.subject.words.wrapped(indent: 8) + [""]
      + table.lines(indent: 2, style: style)
      + (isVerbose || rest <= 0
        ? [] : [style.apply(.dim, "  and \(rest) more: --verbose")]) + [""]
      + document.finding.wrapped(indent: 0).map { style.apply(color, $0) }
      + document.warnings.flatMap { "WARN  \($0)".wrapped(indent: 0) }
      .map { style.apply(.yellow, $0) }
    return lines.joined(separator: "\n") + "\n"
  }
}
