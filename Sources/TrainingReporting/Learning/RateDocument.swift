import Foundation
import Reporting

/// The results of a run of `sanity rate`: what the loss did while the learning rate grew, and the rate that this
/// suggests.
public struct RateDocument: Sendable, Codable, Equatable, LearningDocument {
  /// The version of the schema.
  public static let schema = 1

  /// A step of the sweep.
  public struct Point: Sendable, Codable, Equatable {
    public let rate: Double
    /// The loss before the step.
    public let loss: Double
    /// The median of the losses around; nil where one of them is not finite.
    public let smoothed: Double?

    public init(rate: Double, loss: Double, smoothed: Double?) {
      self.rate = rate
      self.loss = loss
      self.smoothed = smoothed
    }
  }

  public let schema: Int
  public let tool: String
  public let subject: LearningSubject
  public let points: [Point]
  /// The rate at which the loss rose for good; nil where it never did.
  public let divergence: Double?
  /// The rate at which the loss falls fastest; nil where it does not fall.
  public let steepest: Double?
  public let suggestion: Double?
  /// The rate that is used for this model and optimizer where none is given.
  public let usual: Double
  /// False after an interruption.
  public let isComplete: Bool

  public init(
    _ subject: LearningSubject, points: [Point], divergence: Double?, steepest: Double?,
    suggestion: Double?, usual: Double, isComplete: Bool
  ) {
    schema = RateDocument.schema
    tool = "sanity rate"
    self.subject = subject
    self.points = points
    self.divergence = divergence
    self.steepest = steepest
    self.suggestion = suggestion
    self.usual = usual
    self.isComplete = isComplete
  }

  /// The document a reader wrote earlier.
  ///
  /// - Throws: a `DecodingError` where `json` is not such a document.
  public init(json: Data) throws { try self.init(decoding: json) }
}

extension RateDocument: ReportDocument {
  public static let formats: [ReportFormat<RateDocument>] = formats(of: "the curve")
}

// MARK: - Words

extension RateDocument {
  /// What was found, in a sentence.
  var finding: String {
    guard isComplete else { return "Interrupted; nothing can be said of the rest." }
    guard let suggestion else {
      return "The loss falls at no rate from \(points.first?.rate.brief ?? "–") to "
        + "\(points.last?.rate.brief ?? "–"): see what `sanity --model \(subject.model)` says."
    }
    let end =
      divergence.map { "diverges at \($0.brief)" }
      ?? "does not diverge up to \(points.last?.rate.brief ?? "–")"
    return "The loss falls fastest at \(steepest?.brief ?? "–") and \(end). "
      + "Try --learning-rate \(suggestion.brief)."
  }

  var title: String { "Learning rates for \(subject.model)" }
  var charts: [Chart] { [chart] }

  /// The losses that are to be told from each other: those of a rise, beyond half of what was won before, lie at the
  /// top.
  private var shown: [Point] {
    let finite = points.filter(\.loss.isFinite)
    guard let first = finite.first?.loss, let least = finite.compactMap(\.smoothed).min() else {
      return []
    }
    let most = first + max(first - least, 0.1 * abs(first)) / 2
    return finite.filter { min($0.loss, $0.smoothed ?? $0.loss) <= most }
  }

  private var axes: (x: Axis, y: Axis) {
    (
      Axis("learning rate", .logarithmic, covering: points.map(\.rate)),
      Axis("loss", covering: shown.flatMap { [$0.loss, $0.smoothed ?? $0.loss] })
    )
  }

  /// Up to two of the rates that matter.
  private var marks: [(name: String, rate: Double, style: String)] {
    [suggestion.map { ("suggested", $0, "good") }, divergence.map { ("diverges", $0, "bad") }]
      .compactMap { $0 }
  }

  var chart: Chart {
    let (x, y) = axes
    var chart = Chart("Loss against learning rate", finding, x: x, y: y)
    chart.line(points.map { ($0.rate, $0.loss) }, "faint")
    chart.line(
      points.compactMap { point in point.smoothed.map { (point.rate, $0) } }, "plain")
    chart.explain("faint", "a batch")
    chart.explain("plain", "smoothed")
    for mark in marks {
      chart.line([(mark.rate, y.range.lowerBound), (mark.rate, y.range.upperBound)], mark.style)
      chart.explain(mark.style, "\(mark.name) \(mark.rate.brief)")
    }
    return chart
  }

  var textChart: TextChart {
    let (x, y) = axes
    var chart = TextChart(x: x, y: y)
    for mark in marks {
      let heights = stride(from: 0.0, through: 1, by: 0.05).map {
        y.range.lowerBound + $0 * (y.range.upperBound - y.range.lowerBound)
      }
      chart.plot(heights.map { (mark.rate, $0) }, mark.style == "good" ? "┊" : "!")
    }
    chart.plot(points.map { ($0.rate, $0.loss) }, "·")
    chart.plot(points.compactMap { point in point.smoothed.map { (point.rate, $0) } }, "●")
    return chart
  }

  /// A point a third of a decade.
  var rows: [Point] {
    var next = -Double.infinity
    return points.filter { point in
      guard log10(point.rate) >= next - 1e-9 else { return false }
      next = log10(point.rate) + 1.0 / 3
      return true
    }
  }

  var page: Page {
    let cells = rows.map { point -> HTML in
      """
      <tr><td class="number">\(point.rate.brief)</td><td class="number">\(point.loss.learned)</td>\
      <td class="number">\(point.smoothed?.learned ?? "–")</td></tr>
      """
    }
    return Page(
      title: title,
      content: """
        <h1>\(title)</h1>
        <p>\(finding)</p>
        <p class="soft">\(subject.words). Without a rate given it is \(usual.brief).</p>
        <div class="charts">\(chart.figure)</div>
        <table><tr><th class="number">rate</th><th class="number">loss</th>\
        <th class="number">smoothed</th></tr>
        \(cells)</table>
        """, ownStyle: Page.curves)
  }
}

extension Double {
  /// A loss or a share to four significant digits.
  var learned: String { isFinite ? String(format: "%.4g", self) : "\(self)" }
}
