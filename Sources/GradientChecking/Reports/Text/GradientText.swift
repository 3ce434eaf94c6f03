/// Renders gradient reports as text of at most 80 columns.
public struct GradientText: Sendable {
  private static let width = 80

  public let style: TextStyle
  /// Whether passing blocks show their worst coordinates, and every promise is listed.
  public let isVerbose: Bool

  public init(style: TextStyle = .plain, isVerbose: Bool = false) {
    self.style = style
    self.isVerbose = isVerbose
  }

  /// The report on one function: a heading, a row a block, and what needs saying below.
  public func render(_ report: GradientReport) -> String {
    var lines = heading(report)
    for probe in report.probes where !probe.isKept || isVerbose {
      let mark = probe.isKept ? style.apply(.green, "kept  ") : style.apply(.red, "BROKEN")
      lines += wrapped("\(probe.promise)\(probe.evidence.map { ": \($0)" } ?? "")")
        .enumerated().map { $0 == 0 ? "  \(mark)  \($1)" : "          \($1)" }
    }
    lines += report.diagnoses.flatMap(diagnosis)
    if let unexamined = report.unexamined {
      lines += wrapped("not finished: \(unexamined)").map { "  \(style.apply(.yellow, $0))" }
    }
    if !report.blocks.isEmpty {
      lines += table(report)
      lines += report.remarks.flatMap { wrapped($0) }.map { "  \($0)" }
      for block in report.blocks { lines += details(block) }
      lines += JacobianText(style: style, isVerbose: isVerbose).lines(report.blocks)
      lines += report.opinions.filter { !report.isPassed || isVerbose || $0.isAgainst }.flatMap {
        wrapped("\($0.method) \($0.finding)").map { "  \($0)" }
      }
    }
    lines += parts(report)
    for warning in report.warnings {
      lines += wrapped("warning: \(warning)").map { "  \(style.apply(.yellow, $0))" }
    }
    if isVerbose {
      lines.append(
        style.apply(
          .dim, "  \(report.evaluations) evaluations; noise of one \(report.noise.brief)"))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The last line: how many of the checks passed, and which did not.
  ///
  /// Where `areAll` is false there is not a report on everything that was to be checked.
  public func summary(_ reports: [GradientReport], areAll: Bool = true) -> String {
    let failed = reports.filter { !$0.isUnrefuted }
    let open = reports.filter { $0.isUnrefuted && !$0.isPassed }
    guard !failed.isEmpty || !open.isEmpty else {
      let all =
        areAll
        ? reports.count == 1 ? "The check" : "All \(reports.count) checks"
        : "\(reports.count) finished \(reports.count == 1 ? "check" : "checks")"
      return style.apply(.green, "\(all) passed.") + "\n"
    }
    return [(failed, "failed", TextStyle.Color.red), (open, "not finished", .yellow)].map {
      some, outcome, color in
      let names = some.map { "\n  \($0.subject)" }.joined()
      return some.isEmpty
        ? "" : style.apply(color, "\(some.count) of \(reports.count) \(outcome):") + names + "\n"
    }.joined()
  }

  private func heading(_ report: GradientReport) -> [String] {
    let colors: [Outcome: TextStyle.Color] = [.pass: .green, .open: .yellow, .fail: .red]
    let verdict = style.apply(colors[report.outcome] ?? .red, report.outcome.rawValue)
    return wrapped(report.subject).enumerated().map { position, line in
      position == 0 ? "\(verdict)  \(style.apply(.bold, line))" : "      \(line)"
    }
  }
}

// MARK: - Diagnoses

extension GradientText {
  /// What is wrong, and what to do about it.
  private func diagnosis(_ diagnosis: Diagnosis) -> [String] {
    wrapped("\(diagnosis.sentence.capitalizedSentence).").map { "  \(style.apply(.bold, $0))" }
      + wrapped("\(diagnosis.advice.capitalizedSentence).").map { "  \($0)" }
  }

  /// The errors of a block as a picture, a character a cell, with where they are in words.
  private func picture(_ block: BlockReport) -> [String] {
    // Where all is wrong there is nothing to see.
    guard let errors = block.errors, errors.words != nil || errors.cells.joined().contains(0)
    else { return [] }
    let lines = zip(errors.rows, errors.cells).map { row, cells in
      let label = errors.axes.count > 1 ? "\(row)" : ""
      let padding = String(repeating: " ", count: max(0, 4 - label.count))
      return "    \(padding)\(label) \(cells.map { Self.shade($0) }.joined())"
    }
    let axes = errors.axes.map { "axis \($0)" }.joined(separator: " down, ")
    let title =
      "\(block.name), \(axes)\(errors.axes.count > 1 ? " across" : ""): "
      + "· right, ░ 1e-4, ▒ 1e-2, ▓ 1, █ more"
    return ["    \(title)"] + lines
      + (errors.words.map { ["    errors \($0)"] } ?? [])
  }

  private static func shade(_ error: Double?) -> String {
    guard let error else { return " " }
    return error == 0 ? "·" : error <= 1e-4 ? "░" : error <= 1e-2 ? "▒" : error < 1 ? "▓" : "█"
  }
}

// MARK: - Parts

extension GradientText {
  /// The parts of a composite function: those that fail in full, the others by their number.
  private func parts(_ report: GradientReport) -> [String] {
    guard let sentence = report.partsSentence else { return [] }
    return wrapped(sentence).map { "  \($0)" }
      + report.parts.filter { !$0.isPassed }.flatMap { part in
        render(part).split(separator: "\n").map { "    \($0)" }
      }
  }
}

// MARK: - Table

extension GradientText {
  private func table(_ report: GradientReport) -> [String] {
    var table = TextTable([.left, .left, .right, .right, .right, .left])
    let step = report.configuration.step.exact
    table.add(["block", "shape", "checked", "h \(step)", "refined", "band"], color: .dim)
    for block in report.blocks {
      let errors = [block.plainRelativeError, block.worstRelativeError].map { $0?.brief ?? "–" }
      let verdict = TextTable.Cell(
        text: block.verdict, color: block.isPassed ? color(block.band) : .red)
      table.add(
        [block.name, block.shapeText, "\(block.checked)/\(block.size)", errors[0], errors[1]].map {
          TextTable.Cell(text: $0)
        } + [verdict])
    }
    return table.lines(indent: 2, style: style)
  }

  private func color(_ band: Band?) -> TextStyle.Color {
    switch band {
    case .good: .green
    case .fineWithKinks, .suspicious: .yellow
    case .wrong: .red
    case nil: .dim
    }
  }
}

// MARK: - Details

extension GradientText {
  /// The coordinates worth a look.
  private func details(_ block: BlockReport) -> [String] {
    coordinates(block.listed(all: isVerbose)) + picture(block)
  }

  /// A table of coordinates of one block. Where its name leaves no room for the numbers, they go below it.
  private func coordinates(_ coordinates: [(place: String, report: CoordinateReport)]) -> [String] {
    guard let first = coordinates.first else { return [] }
    let isTooWide = rows(coordinates, style: .plain).contains { $0.count > GradientText.width }
    guard isTooWide else { return rows(coordinates, style: style) }
    let name = first.place.prefix { $0 != "[" && $0 != " " }
    let below = coordinates.map { ("  \($0.place.dropFirst(name.count))", $0.report) }
    return ["    \(name)"] + rows(below, style: style)
  }

  private func rows(
    _ coordinates: [(place: String, report: CoordinateReport)], style: TextStyle
  ) -> [String] {
    var table = TextTable([.left, .right, .right, .right])
    table.add(["", "analytic", "numeric ±", "rel. err"], color: .dim)
    for (place, report) in coordinates {
      table.add(
        [
          place, report.analytic.long, "\(report.numeric.long) ±\(report.error.brief)",
          report.relativeError.brief,
        ])
    }
    var lines = table.lines(indent: 4, style: style)
    // An explanation goes below its row.
    for (position, (_, report)) in coordinates.enumerated().reversed() {
      guard let explanation = report.explanation else { continue }
      let text = wrapped(explanation, indent: 6).map { "      \(style.apply(.dim, $0))" }
      lines.insert(contentsOf: text, at: position + 2)
    }
    return lines
  }

  /// The text in lines that leave room for an indentation.
  private func wrapped(_ text: String, indent: Int = 6) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > GradientText.width - indent {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return lines + [line]
  }
}
