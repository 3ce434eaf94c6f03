import Foundation
import GradientChecking

/// The charts of one report.
struct GradientCharts {
  let report: GradientReport
  /// The error of its plain differences against their step; nil where that was not drawn.
  let sweep: StepSweep?

  var figures: [HTML] {
    let failed = Set(report.blocks.filter { !$0.isPassed }.map(\.name))
    return [heatMap, histogram, comparison, sweep.map { GradientCharts.curve($0, failed: failed) }]
      .compactMap { $0 }
  }

  /// The block with the largest error that did not pass; where all did, of those.
  private var worst: BlockReport? {
    let failed = report.blocks.filter { !$0.isPassed }
    return (failed.isEmpty ? report.blocks : failed).max {
      ($0.worstRelativeError ?? 0) < ($1.worstRelativeError ?? 0)
    }
  }

  // MARK: - Where

  private var heatMap: HTML? {
    let mapped = report.blocks.filter { $0.errors != nil }
    guard
      let block = mapped.max(by: {
        ($0.worstRelativeError ?? 0) < ($1.worstRelativeError ?? 0)
      }), let errors = block.errors, let columnAxis = errors.axes.last
    else { return nil }
    let (left, top, width) = (48.0, 24.0, 440.0)
    let cell = min(30, (width - left - 12) / Double(max(1, errors.columns.count)))
    let height = min(max(cell, 12), 22)
    let rects = errors.cells.enumerated().flatMap { row, cells in
      cells.enumerated().compactMap { column, error -> HTML? in
        guard let error else { return nil }
        let index =
          errors.axes.count > 1
          ? [errors.rows[row], errors.columns[column]] : [errors.columns[column]]
        let title: HTML =
          error == 0
          ? .none : "<title>\(index.bracketed): relative error \(error.brief)</title>"
        return """
          <rect class="\(GradientCharts.heat(error))" x="\((left + Double(column) * cell).short)" \
          y="\((top + Double(row) * height).short)" width="\((cell - 0.5).short)" \
          height="\((height - 0.5).short)">\(title)</rect>
          """
      }
    }
    let bottom = top + Double(errors.rows.count) * height
    let every = max(1, Int((22 / cell).rounded(.up)))
    let columns = errors.columns.enumerated().filter { $0.offset % every == 0 }.map {
      offset, index -> HTML in
      """
      <text x="\((left + (Double(offset) + 0.5) * cell).short)" y="\((bottom + 15).short)" \
      text-anchor="middle">\(index)</text>
      """
    }
    let rows =
      errors.axes.count > 1
      ? errors.rows.enumerated().map { offset, index -> HTML in
        """
        <text x="\((left - 6).short)" y="\((top + (Double(offset) + 0.5) * height + 4).short)" \
        text-anchor="end">\(index)</text>
        """
      } : []
    let center = max(left + Double(errors.columns.count) * cell / 2, left + 60)
    let down: HTML =
      errors.axes.count > 1
      ? "<text class=\"title\" x=\"2\" y=\"14\">axis \(errors.axes[0]) ↓</text>" : .none
    let levels: [(String, String)] = [
      ("heat0", "right"), ("heat1", "up to 1e-4"), ("heat2", "up to 1e-2"), ("heat3", "below 1"),
      ("heat4", "1 and more"),
    ]
    return Chart.figure(
      "Where \(block.name) is wrong",
      "Worst relative error behind each cell" + (errors.words.map { "; errors \($0)." } ?? "."),
      width: width, height: bottom + 38,
      """
      \(rects)
      <g>\(down)\(rows)\(columns)
      <text class="title" x="\(center.short)" y="\((bottom + 32).short)" text-anchor="middle">\
      axis \(columnAxis) →</text></g>
      """, legend: levels.map { "<li><i class=\"\($0.0)\"></i>\($0.1)</li>" })
  }

  private static func heat(_ error: Double) -> String {
    error == 0
      ? "heat0" : error <= 1e-4 ? "heat1" : error <= 1e-2 ? "heat2" : error < 1 ? "heat3" : "heat4"
  }

  // MARK: - How many

  private var histogram: HTML? {
    var counts: [Int: Int] = [:]
    for block in report.blocks {
      for (decade, count) in block.spread?.decades ?? [:] {
        if let decade = Int(decade) { counts[decade, default: 0] += count }
      }
    }
    guard let most = counts.values.max() else { return nil }
    let total = counts.values.reduce(0, +)
    let (least, last) = (ErrorSpread.least, ErrorSpread.most)
    let ticks = stride(from: least + 1, through: last, by: 3).map {
      Axis.Tick(value: Double($0), label: "1e\($0)")
    }
    let wrong = counts.filter { $0.key >= -2 }.values.reduce(0, +)
    var chart = Chart(
      "How far off",
      "Relative error |a − n| / max(|a|, |n|) of \(total) checked derivatives; \(wrong) are above 1e-2.",
      x: Axis("relative error", .linear, Double(least)...Double(last + 1), ticks: ticks),
      y: Axis("derivatives", covering: [0, Double(most)], leastStep: 1))
    for (decade, count) in counts.sorted(by: { $0.key < $1.key }) {
      let style = decade < -7 ? "good" : decade < -2 ? "fair" : "bad"
      let range =
        decade == least
        ? "below 1e\(least + 1)" : decade == last ? "1e\(last) and more" : "from 1e\(decade) on"
      chart.bar(
        Double(decade)...Double(decade + 1), to: Double(count), style, "\(count) \(range)")
    }
    for (style, words) in [
      ("good", "good, up to 1e-7"), ("fair", "to be explained by kinks or noise"),
      ("bad", "above 1e-2"),
    ] { chart.explain(style, words) }
    return chart.figure
  }

  // MARK: - Against each other

  private var comparison: HTML? {
    guard let block = worst, let spread = block.spread, !spread.analytic.isEmpty else { return nil }
    let pairs = Array(zip(spread.numeric, spread.analytic))
    let values = spread.numeric + spread.analytic
    let far = pairs.filter { ($0 - $1).magnitude > 1e-2 * max($0.magnitude, $1.magnitude) }
    let axes = ["numeric ∂f/∂\(block.name)", "analytic"].map { Axis($0, covering: values) }
    var chart = Chart(
      "Analytic against numeric",
      "Derivatives of \(block.name) that are shown: \(pairs.count); off the line on which right ones lie: \(far.count).",
      x: axes[0], y: axes[1])
    let ends = [axes[0].range.lowerBound, axes[0].range.upperBound]
    chart.line(ends.map { ($0, $0) }, "thin")
    chart.dots(
      pairs.filter { ($0 - $1).magnitude <= 1e-2 * max($0.magnitude, $1.magnitude) }.map {
        (x: $0.0, y: $0.1)
      }, "good")
    chart.dots(far.map { (x: $0.0, y: $0.1) }, "bad")
    chart.explain("good", "equal to 1 %")
    chart.explain("bad", "further apart")
    return chart.figure
  }

  // MARK: - Against the step

  /// - Parameter failed: The names of the blocks that are known to be wrong.
  static func curve(_ sweep: StepSweep, failed: Set<String> = []) -> HTML {
    let wrong = sweep.blocks.filter { failed.contains($0.name) }
    let right = sweep.blocks.filter { !failed.contains($0.name) }
    let decades = (-12 ... -1).map { Axis.Tick(value: pow(10, Double($0)), label: "1e\($0)") }
    let errors = stride(from: -16, through: 0, by: 4).map {
      Axis.Tick(value: pow(10, Double($0)), label: "1e\($0)")
    }
    var chart = Chart(
      "Error against step",
      "Worst relative error of plain \(sweep.method.rawValue) differences. A right gradient is a V; a wrong "
        + "one stays where it is, whatever the step.",
      x: Axis(
        "step h", .logarithmic, 1e-12...1e-1,
        ticks: decades.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)),
      y: Axis("relative error", .logarithmic, 1e-16...1, ticks: errors))
    for (blocks, style) in [(right, "good"), (wrong, "bad")] {
      for block in blocks {
        chart.line(block.points.map { ($0.step, max($0.worstRelativeError, 1e-16)) }, style)
      }
      if !blocks.isEmpty {
        let names = blocks.prefix(6).map(\.name).joined(separator: ", ")
        chart.explain(
          style,
          (style == "bad" ? "failed: " : failed.isEmpty ? "" : "passed: ") + names
            + (blocks.count > 6 ? " and \(blocks.count - 6) more" : ""))
      }
    }
    return chart.figure
  }
}
