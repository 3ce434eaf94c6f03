import GradientChecking

/// The results of a run of `gradcheck` as a page: the verdict first, then what failed in full, then what passed.
struct GradientPage {
  let document: GradientDocument

  init(_ document: GradientDocument) { self.document = document }

  var html: HTML {
    Page(
      title: "\(document.outcome.rawValue): \(document.summary)",
      content: """
        \(head)
        \(document.byUrgency.filter { !$0.isPassed }.map { article($0) })
        \(passed)
        \(curves)
        \(foot)
        """
    ).html
  }

  // MARK: - Verdict

  private var head: HTML {
    let failed = document.byUrgency.filter { !$0.isPassed }
    let list = failed.map { report -> HTML in
      """
      <li><a href="#\(id(report))">\(report.subject)</a>: \(report.reasons.first ?? report.outcome.rawValue)</li>
      """
    }
    let command = document.commandLine.map {
      "<p class=\"soft\">To run it again:</p><pre><code>\($0)</code></pre>" as HTML
    }
    let unchecked = document.unchecked.map { names in
      "<p class=\"open\">Not checked: \(names.joined(separator: ", ")).</p>" as HTML
    }
    return """
      <p>\(Page.badge(document.outcome))<span class="soft">gradcheck</span></p>
      <h1>\(document.summary)</h1>
      \(list.isEmpty ? .none : "<ul>\(list)</ul>" as HTML)
      \(unchecked ?? .none)
      \(command ?? .none)
      """
  }

  /// The anchor of a report, by its place in the document.
  private func id(_ report: GradientReport) -> String {
    "check\((document.reports.firstIndex { $0.subject == report.subject } ?? 0) + 1)"
  }

  // MARK: - A report

  /// - Parameter isPart: Whether it is of a part of a whole.
  private func article(_ report: GradientReport, isPart: Bool = false) -> HTML {
    """
    <article\(isPart ? .none : " id=\"\(id(report))\"" as HTML)>
    <h2>\(Page.badge(report.outcome))\(report.subject)</h2>
    \(body(report))
    </article>
    """
  }

  private func body(_ report: GradientReport) -> HTML {
    let sweep = document.sweeps.first { $0.subject == report.subject }
    let figures = GradientCharts(report: report, sweep: sweep).figures
    let opinions = report.opinions.filter { !report.isPassed || $0.isAgainst }
    let unexamined = report.unexamined.map {
      "<p class=\"open\">Not finished: \("\($0)").</p>" as HTML
    }
    let parts = report.partsSentence.map { sentence in
      "<h3>Its layers</h3><p>\(sentence.capitalizedSentence)</p>\(report.parts.filter { !$0.isPassed }.map { article($0, isPart: true) })"
        as HTML
    }
    let pieces: [HTML] = [
      HTML(report.diagnoses.map(diagnosis)),
      HTML(report.probes.filter { !$0.isKept }.map(broken)),
      unexamined ?? .none,
      report.blocks.isEmpty ? .none : blocks(report),
      HTML(report.remarks.map { "<p>\($0).</p>" as HTML }),
      figures.isEmpty ? .none : "<div class=\"charts\">\(figures)</div>",
      HTML(report.blocks.map(coordinates)),
      HTML(report.blocks.compactMap(jacobian)),
      HTML(opinions.map { "<p>\("\($0.method) \($0.finding)".capitalizedSentence).</p>" as HTML }),
      parts ?? .none,
      HTML(report.warnings.map { "<p class=\"open\">Warning: \($0)</p>" as HTML }),
    ]
    return HTML(pieces)
  }

  private func diagnosis(_ diagnosis: Diagnosis) -> HTML {
    let evidence: String
    switch diagnosis.confidence {
    case .certain: evidence = "Certain: it predicts every number of the wrong gradient"
    case .likely: evidence = "Likely: it explains the error in few numbers"
    case .possible: evidence = "Possible: it fits, and so may other causes"
    }
    let rest =
      diagnosis.unexplained < 1e-3
      ? "" : "; \(percent(diagnosis.unexplained)) of the error is left unexplained"
    let share =
      diagnosis.share == 1
      ? "" : ", where \(percent(diagnosis.share)) of the mistake is in the gradient"
    return """
      <div class="diagnosis"><p><b>\(diagnosis.sentence.capitalizedSentence).</b></p>
      <p>\(diagnosis.advice.capitalizedSentence).</p>
      <p class="soft">\(evidence)\(share)\(rest).</p></div>
      """
  }

  private func broken(_ probe: ContractProbe) -> HTML {
    """
    <div class="diagnosis"><p><b>Not kept: \(probe.promise).</b></p>
    \(probe.evidence.map { "<p>\($0.capitalizedSentence).</p>" as HTML } ?? .none)</div>
    """
  }

  private func blocks(_ report: GradientReport) -> HTML {
    let rows = report.blocks.map { block -> HTML in
      let style =
        !block.isPassed ? "fail" : block.band == .good || block.band == nil ? "pass" : "open"
      let errors = [block.plainRelativeError, block.worstRelativeError].map { $0?.brief ?? "–" }
      return """
        <tr><td>\(block.name)</td><td class="\(style)">\(block.verdict)</td><td>\(block.shapeText)</td>\
        <td class="number">\(block.checked) of \(block.size)</td><td class="number">\(errors[0])</td>\
        <td class="number">\(errors[1])</td></tr>
        """
    }
    return """
      <div class="wide" tabindex="0"><table>
      <tr><th>block</th><th>band</th><th>shape</th><th class="number">checked</th>\
      <th class="number">error at h = \(report.configuration.step.exact)</th>\
      <th class="number">refined</th></tr>
      \(rows)
      </table></div>
      """
  }

  private func coordinates(_ block: BlockReport) -> HTML {
    let listed = block.listed(all: false)
    guard !listed.isEmpty else { return .none }
    let rows = listed.map { place, report -> HTML in
      row(
        [place], report.analytic, report.numeric, report.error, report.relativeError,
        report.explanation)
    }
    return table(
      ["coordinate"], rows, isExplained: listed.contains { $0.report.explanation != nil })
  }

  private func jacobian(_ block: BlockReport) -> HTML? {
    guard let jacobian = block.jacobian else { return nil }
    guard jacobian.wrong > 0 else {
      return """
        <p>Jacobian of \(block.name): none of \(jacobian.nonzero) entries that are not zero is wrong.</p>
        """
    }
    let listed = jacobian.worst.filter { $0.status.isFailure }
    let rows = listed.map { entry in
      row(
        ["output\(entry.output.bracketed)", "\(block.name)\(entry.index.bracketed)"],
        entry.analytic,
        entry.numeric, entry.error, entry.relativeError, entry.explanation)
    }
    let places = [
      jacobian.wrongOutputs.map { "of \($0)" },
      jacobian.wrongValues.map { "with respect to \($0)" }, jacobian.pattern,
    ].compactMap { $0 }
    return """
      <h3>Jacobian of \(block.name)</h3>
      <p>\(jacobian.wrong) wrong of \(jacobian.nonzero) entries that are not zero\
      \(places.isEmpty ? "" : ", only \(places.joined(separator: " "))").</p>
      \(rows.isEmpty
        ? .none
        : table(["output", "value"], rows, isExplained: listed.contains { $0.explanation != nil }))
      """
  }

  private func table(_ places: [String], _ rows: [HTML], isExplained: Bool) -> HTML {
    """
    <div class="wide" tabindex="0"><table>
    <tr>\(places.map { "<th>\($0)</th>" as HTML })<th class="number">analytic</th>\
    <th class="number">numeric</th><th class="number">known to ±</th>\
    <th class="number">relative error</th>\(isExplained ? "<th>why</th>" : HTML.none)</tr>
    \(rows)
    </table></div>
    """
  }

  private func row(
    _ places: [String], _ analytic: Double, _ numeric: Double, _ error: Double, _ relative: Double,
    _ explanation: String?
  ) -> HTML {
    """
    <tr>\(places.map { "<td>\($0)</td>" as HTML })<td class="number">\(analytic.long)</td>\
    <td class="number">\(numeric.long)</td><td class="number">\(error.brief)</td>\
    <td class="number">\(relative.brief)</td>\
    \(explanation.map { "<td class=\"words\">\($0)</td>" } ?? HTML.none)</tr>
    """
  }

  private func percent(_ share: Double) -> String { "\((1000 * share).rounded() / 10) %" }

  // MARK: - What passed

  /// A lone check that passed is shown whole; of several each in a line that opens.
  private var passed: HTML {
    let reports = document.byUrgency.filter(\.isPassed)
    if document.reports.count == 1, let report = reports.first { return article(report) }
    let lines = reports.map { report -> HTML in
      let errors = report.blocks.compactMap(\.worstRelativeError)
      return """
        <details id="\(id(report))"><summary>\(Page.badge(.pass))\(report.subject) \
        <span class="soft whole">worst relative error \(errors.max()?.brief ?? "below the noise")</span></summary>
        \(body(report))</details>
        """
    }
    return reports.isEmpty ? .none : "<h2>Passed</h2>\(lines)"
  }

  /// Curves of what was drawn and not checked.
  private var curves: HTML {
    let checked = Set(document.reports.map(\.subject))
    let alone = document.sweeps.filter { !checked.contains($0.subject) }
    return HTML(
      alone.map { sweep -> HTML in
        """
        <article><h2>\(sweep.subject)</h2><div class="charts">\(GradientCharts.curve(sweep))</div></article>
        """
      })
  }

  private var foot: HTML {
    let seeds = Set(document.reports.map { "\($0.configuration.seed)" }).sorted()
    let facts = [
      document.blas == "none" ? nil : "BLAS: \(document.blas)", document.data.map { "Data: \($0)" },
      seeds.isEmpty ? nil : "Seed: \(seeds.joined(separator: ", "))",
    ].compactMap { $0.map { "\($0). " } }
    return """
      <footer>\(facts.joined())Bands: good ≤ 1e-7 &lt; kinks ≤ 1e-4 &lt; suspicious ≤ 1e-2 &lt; \
      wrong.</footer>
      """
  }
}
