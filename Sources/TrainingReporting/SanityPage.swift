import Diagnostics
import GradientChecking
import Foundation
import Reporting

/// The results of a run of `sanity` as a page: the findings first, then curves and distributions.
struct SanityPage {
  let document: SanityDocument

  init(_ document: SanityDocument) { self.document = document }

  private var report: SanityReport { document.report }

  private var outcome: Outcome {
    !report.isPassed ? .fail : report.isComplete ? .pass : .open
  }

  var html: HTML {
    let failed = report.findings.filter { $0.verdict == .fail }
    let warned = report.findings.filter { $0.verdict == .warn }
    let summary =
      failed.first.map { first in
        first.title.capitalizedSentence + (failed.count > 1 ? ", and \(failed.count - 1) more" : "")
      }
      ?? (warned.isEmpty
        ? "Nothing stands in the way of training"
        : "Nothing fails, \(warned.count) \(warned.count == 1 ? "warning" : "warnings")")
    return Page(
      title: "\(outcome.rawValue): \(report.subject): \(summary)",
      content: """
        <p>\(Page.badge(outcome))<span class="soft">sanity of \(report.subject)</span></p>
        <h1>\(summary).</h1>
        \(report.isComplete ? HTML.none : "<p class=\"open\">Interrupted; the rest was not looked at.</p>")
        \(facts)
        \((failed + warned).map(finding))
        \(confirmation)
        \(charts)
        \(layers)\(samples)
        \(others)
        <footer>BLAS: \(document.blas), seed \("\(report.seed)").</footer>
        """,
      ownStyle: document.samples.isEmpty ? .none : Page.samples,
      hasImages: !document.samples.isEmpty
    ).html
  }

  // MARK: - Words

  private var facts: HTML {
    let about =
      [report.optimizer, report.objective, report.regularizer, report.data].compactMap { $0 }
      + (report.parameters > 0
        ? ["\(report.parameters) parameters in \(report.tensors) tensors"] : [])
      + (report.trainingImages > 0 ? ["\(report.trainingImages) training images"] : [])
    return "<p class=\"soft\">\(about.joined(separator: "; ")).</p>"
  }

  private func finding(_ finding: Finding) -> HTML {
    let isFailure = finding.verdict == .fail
    let place = finding.layer.map { finding.title.contains($0) ? "" : " (\($0))" } ?? ""
    let fix = finding.fix.map { "<p><b>Try</b> \($0)</p>" as HTML } ?? .none
    return """
      <article class="diagnosis \(isFailure ? "" : "warn")"><h2>\
      \(Page.badge(isFailure ? .fail : .open, isFailure ? "FAIL" : "WARN"))\
      \(finding.code.rawValue) \(finding.title)\(place)</h2>
      <p><b>Found</b> \(finding.evidence)</p>
      <p><b>Expected</b> \(finding.expectation)</p>
      \(fix)</article>
      """
  }

  private var confirmation: HTML {
    guard let confirmation = report.confirmation else { return .none }
    let outcome = confirmation.isConfirmed ? "is gone" : "is still there"
    let rest = confirmation.failures.map(\.rawValue).joined(separator: ", ")
    return """
      <p>Tried with \("\(confirmation.remedy)"): \(confirmation.code.rawValue) \(outcome)\
      \(rest.isEmpty ? ", and nothing fails" : "; failing then: \(rest)").</p>
      """
  }

  private var others: HTML {
    let rows = report.findings.filter { $0.verdict >= .pass }.map { finding -> HTML in
      let isPass = finding.verdict == .pass
      return """
        <tr><td class="\(isPass ? "pass" : "soft")">\(isPass ? "ok" : "–")</td>\
        <td>\(finding.probe.rawValue)</td><td class="words">\(finding.evidence)</td></tr>
        """
    }
    return rows.isEmpty
      ? .none : "<h2>In order</h2><div class=\"wide\" tabindex=\"0\"><table>\(rows)</table></div>"
  }

  private var layers: HTML {
    guard !report.layers.isEmpty else { return .none }
    let rows = report.layers.map { row -> HTML in
      let numbers = [
        row.mean.brief, row.standardDeviation.brief, row.gradientRMS?.brief ?? "–",
        row.updateRatio?.brief ?? "–", row.deadShare.map(percent) ?? "–",
        row.saturatedShare.map(percent) ?? "–",
      ]
      return """
        <tr><td>\(row.name)</td>\(numbers.map { "<td class=\"number\">\($0)</td>" as HTML })</tr>
        """
    }
    let heads = ["output μ", "output σ", "gradient", "update:weight", "dead", "saturated"]
    return """
      <h2>Layers</h2><div class="wide" tabindex="0"><table>
      <tr><th>layer</th>\(heads.map { "<th class=\"number\">\($0)</th>" as HTML })</tr>
      \(rows)</table></div>
      """
  }

  private var samples: HTML {
    guard !document.samples.isEmpty else { return .none }
    return """
      <h2>Samples</h2><p class="soft">The first of each class, as read, before anything was done to it.</p>
      <div class="samples">\(document.samples.map(\.figure))</div>
      """
  }

  private func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }

  // MARK: - Charts

  private var charts: HTML {
    let figures: [HTML?] =
      [
        curve(
          "Loss", "The data loss of the watched training, before each step.", report.trainingLosses),
        curve(
          "Learning by heart",
          "The loss while a few samples are learned by heart; it should fall to nearly 0.",
          report.overfittingLosses),
        curve(
          "Update to weight",
          "Median ‖ΔW‖/‖W‖ of the weights at each step. Shaded: 1e-4 to 1e-2, where it is usual.",
          report.updateRatios ?? [], unit: "‖ΔW‖/‖W‖", usual: 1e-4...1e-2),
        curve(
          "Accuracy", "The share of right answers, as recorded.", report.accuracies ?? [],
          unit: "accuracy"),
      ] + bars
    let shown = figures.compactMap { $0 }
    return shown.isEmpty ? .none : "<h2>Curves and layers</h2><div class=\"charts\">\(shown)</div>"
  }

  /// - Parameter usual: Between what it usually is; then on a logarithmic axis.
  private func curve(
    _ title: String, _ words: String, _ values: [Double], unit: String = "loss",
    usual: ClosedRange<Double>? = nil
  ) -> HTML? {
    let points = SanityPage.thinned(values)
    let finite = points.map(\.y).filter(\.isFinite)
    guard finite.count > 1, let last = points.last else { return nil }
    let broken = values.count { !$0.isFinite }
    let isWide =
      usual != nil
      || (finite.allSatisfy { $0 > 0 } && (finite.max() ?? 1) > 100 * (finite.min() ?? 1))
    var chart = Chart(
      title, words + (broken > 0 && usual == nil ? " Values that are not finite: \(broken)." : ""),
      x: Axis("step", covering: [0, last.x]),
      y: Axis(
        unit, isWide ? .logarithmic : .linear,
        covering: finite + (usual.map { [$0.lowerBound, $0.upperBound] } ?? (isWide ? [] : [0]))))
    if let usual { chart.band(usual) }
    chart.line(points, "plain")
    return chart.figure
  }

  /// At most 300 points of a curve, each the mean of its neighbors where there are more.
  private static func thinned(_ values: [Double]) -> [(x: Double, y: Double)] {
    let step = max(1, (values.count + 299) / 300)
    return stride(from: 0, to: values.count, by: step).map { start in
      let part = values[start..<min(start + step, values.count)]
      return (Double(start), part.reduce(0, +) / Double(part.count))
    }
  }

  /// What is known of each layer, a bar a layer, in the order of the forward pass.
  private var bars: [HTML?] {
    [
      layerBars(
        "Output of each layer",
        "Standard deviation at the first step; alike from layer to layer is usual.",
        "σ", { $0.standardDeviation }),
      layerBars(
        "Gradient of each layer", "Root mean square of the weight's gradient at the first step.",
        "RMS of ∂L/∂W", { $0.gradientRMS }),
      layerBars(
        "Update to weight of each layer",
        "Median ‖ΔW‖/‖W‖. Shaded: 1e-4 to 1e-2, where it is usual.",
        "‖ΔW‖/‖W‖", { $0.updateRatio }, usual: 1e-4...1e-2),
      layerBars(
        "Dead units", "The share of ReLU units that were never positive.", "share",
        { $0.deadShare }, isShare: true),
      layerBars(
        "Saturated outputs",
        "The share of tanh or sigmoid outputs at their limits, at the first step.",
        "share", { $0.saturatedShare }, isShare: true),
    ]
  }

  private static func shortened(_ name: String, to length: Int) -> String {
    name.count <= length ? name : name.prefix(length - 1) + "…"
  }

  private func layerBars(
    _ title: String, _ words: String, _ unit: String, _ value: (LayerRow) -> Double?,
    usual: ClosedRange<Double>? = nil, isShare: Bool = false
  ) -> HTML? {
    let rows = report.layers.enumerated().compactMap { place, row in
      value(row).flatMap { $0.isFinite ? (place: place, name: row.name, value: $0) : nil }
    }
    guard !rows.isEmpty else { return nil }
    let count = report.layers.count
    let every = max(1, (count + 7) / 8)
    let ticks = stride(from: 0, to: count, by: every).map {
      Axis.Tick(
        value: Double($0) + 0.5,
        label: SanityPage.shortened(report.layers[$0].name, to: count > 4 ? 10 : 14))
    }
    let values = rows.map(\.value)
    let y =
      isShare
      ? Axis(unit, covering: [0, 1])
      : Axis(
        unit, .logarithmic,
        covering: values.flatMap { [$0 / 2, $0] }
          + (usual.map { [$0.lowerBound, $0.upperBound] } ?? []))
    var chart = Chart(
      title, words, x: Axis("layer", .linear, 0...Double(count), ticks: ticks), y: y)
    if let usual { chart.band(usual) }
    for row in rows {
      let isUsual = usual.map { $0.contains(row.value) } ?? !(isShare && row.value > 0.5)
      let isNear = usual.map {
        ($0.lowerBound / 10...$0.upperBound * 10).contains(row.value)
      }
      chart.bar(
        Double(row.place)...Double(row.place + 1), to: row.value,
        isUsual ? "plain" : isNear == true ? "fair" : "bad",
        "\(row.name): \(isShare ? percent(row.value) : row.value.brief)")
    }
    return chart.figure
  }
}
