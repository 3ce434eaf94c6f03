import Foundation
import Reporting

/// The results of a run of `sanity search`: trials with values drawn at random, and the best of them.
public struct SearchDocument: Sendable, Codable, Equatable, LearningDocument {
  /// The version of the schema.
  public static let schema = 1

  /// The range of a value, whose logarithm is drawn uniformly.
  public struct Range: Sendable, Codable, Equatable {
    public let name: String
    public let low: Double
    public let high: Double

    public init(name: String, low: Double, high: Double) {
      (self.name, self.low, self.high) = (name, low, high)
    }
  }

  /// One training.
  public struct Trial: Sendable, Codable, Equatable {
    public let number: Int
    public let round: Int
    public let epochs: Int
    /// A value of each range, by its name.
    public let values: [String: Double]
    /// The loss on the examples of validation at the end.
    public let loss: Double
    public let accuracy: Double?
    public let hasDiverged: Bool

    public init(
      number: Int, round: Int, epochs: Int, values: [String: Double], loss: Double,
      accuracy: Double?, hasDiverged: Bool
    ) {
      (self.number, self.round, self.epochs, self.values) = (number, round, epochs, values)
      (self.loss, self.accuracy, self.hasDiverged) = (loss, accuracy, hasDiverged)
    }
  }

  public let schema: Int
  public let tool: String
  public let subject: LearningSubject
  public let ranges: [Range]
  public let trials: [Trial]
  /// The number of the best trial of the last round; nil where all diverged.
  public let best: Int?
  /// Why the best may not be the best there is.
  public let warnings: [String]
  /// False after an interruption.
  public let isComplete: Bool

  public init(
    _ subject: LearningSubject, ranges: [Range], trials: [Trial], best: Int?, warnings: [String],
    isComplete: Bool
  ) {
    schema = SearchDocument.schema
    tool = "sanity search"
    self.subject = subject
    self.ranges = ranges
    self.trials = trials
    self.best = best
    self.warnings = warnings
    self.isComplete = isComplete
  }

  /// The document a reader wrote earlier.
  ///
  /// - Throws: a `DecodingError` where `json` is not such a document.
  public init(json: Data) throws { try self.init(decoding: json) }
}

extension SearchDocument: ReportDocument {
  public static let formats: [ReportFormat<SearchDocument>] = formats(of: "the trials")
}

// MARK: - Words

extension SearchDocument {
  var title: String { "Search for \(subject.model)" }

  var bestTrial: Trial? { trials.first { $0.number == best } }

  /// What was found, in a sentence.
  var finding: String {
    guard let trial = bestTrial else {
      return trials.isEmpty ? "Nothing was finished." : "All \(trials.count) trials diverged."
    }
    let options = ranges.compactMap { range in
      trial.values[range.name].map { "\(SearchDocument.option(range.name)) \($0.brief)" }
    }
    let accuracy = trial.accuracy.map { ", accuracy \(TrainDocument.percent($0))" } ?? ""
    let start = isComplete ? "" : "Interrupted; so far: "
    return "\(start)Best of \(trials.count) is trial \(trial.number): validation loss "
      + "\(trial.loss.learned)\(accuracy). Try \(options.joined(separator: " "))."
  }

  /// How a value is given on the command line.
  static func option(_ name: String) -> String {
    "--" + name.reduce(into: "") { $0 += $1.isUppercase ? "-\($1.lowercased())" : "\($1)" }
  }

  /// The best first, what diverged last.
  var ranked: [Trial] {
    trials.sorted { a, b in
      a.hasDiverged != b.hasDiverged
        ? b.hasDiverged
        : a.hasDiverged ? a.number < b.number : (a.loss, a.number) < (b.loss, b.number)
    }
  }

  var heads: [String] {
    ["trial", "epochs"] + ranges.map { SearchDocument.option($0.name) } + ["validation", "right"]
  }

  func cells(_ trial: Trial) -> [String] {
    ["\(trial.number)", "\(trial.epochs)"]
      + ranges.map { trial.values[$0.name]?.brief ?? "–" }
      + [
        trial.hasDiverged ? "diverged" : trial.loss.learned,
        trial.accuracy.map(TrainDocument.percent) ?? "–",
      ]
  }

  // MARK: Pictures

  private func axis(_ range: Range) -> Axis {
    Axis(SearchDocument.option(range.name), .logarithmic, covering: [range.low, range.high])
  }

  /// The trials in groups by how well they did, each with a style.
  private var groups: [(style: String, words: String, trials: [Trial])] {
    let learned = ranked.filter { !$0.hasDiverged && $0.number != best }
    let good = max(0, (learned.count + 1) / 4)
    return [
      ("bad", "diverged", trials.filter(\.hasDiverged)),
      ("plain", "others", Array(learned.dropFirst(good))),
      ("fair", "best quarter", Array(learned.prefix(good))),
      ("good", "best", bestTrial.map { [$0] } ?? []),
    ].filter { !$0.2.isEmpty }
  }

  var charts: [Chart] {
    guard let first = ranges.first else { return [] }
    var charts: [Chart] = []
    if ranges.count > 1 {
      var places = Chart(
        "Where the trials lie", "Each trial by its first two values.", x: axis(first),
        y: axis(ranges[1]))
      for group in groups {
        places.dots(
          group.trials.map {
            ($0.values[first.name] ?? .nan, $0.values[ranges[1].name] ?? .nan)
          }, group.style)
        places.explain(group.style, group.words)
      }
      charts.append(places)
    }
    let losses = trials.filter { !$0.hasDiverged }.map(\.loss)
    let isWide =
      losses.allSatisfy { $0 > 0 } && (losses.max() ?? 1) > 100 * (losses.min() ?? 1)
    let y = Axis("validation loss", isWide ? .logarithmic : .linear, covering: losses)
    var chart = Chart(
      "Loss of the trials", "What diverged stands at the top.", x: axis(first), y: y)
    for group in groups {
      chart.dots(
        group.trials.map { trial in
          (
            trial.values[first.name] ?? .nan,
            trial.hasDiverged ? y.range.upperBound : trial.loss
          )
        }, group.style)
      chart.explain(group.style, group.words)
    }
    return charts + [chart]
  }

  var page: Page {
    let rows = ranked.map { trial -> HTML in
      "<tr>\(cells(trial).map { "<td class=\"number\">\($0)</td>" as HTML })</tr>"
    }
    return Page(
      title: title,
      content: """
        <h1>\(title)</h1>
        <p>\(finding)</p>
        \(warnings.map { "<p class=\"diagnosis warn\">\($0)</p>" as HTML })
        <p class="soft">\(subject.words).</p>
        <div class="charts">\(charts.map(\.figure))</div>
        <div class="wide" tabindex="0"><table>
        <tr>\(heads.map { "<th class=\"number\">\($0)</th>" as HTML })</tr>
        \(rows)</table></div>
        """, ownStyle: Page.curves)
  }
}
