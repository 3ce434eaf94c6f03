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
      lines += remarks(report)
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
    let verdict =
      report.isPassed
      ? style.apply(.green, "PASS")
      : report.isUnrefuted ? style.apply(.yellow, "OPEN") : style.apply(.red, "FAIL")
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

extension String {
  /// The sentence with a capital first letter.
  fileprivate var capitalizedSentence: String { prefix(1).uppercased() + dropFirst() }
}

// MARK: - Parts

extension GradientText {
  /// The parts of a composite function: those that fail in full, the others by their number.
  private func parts(_ report: GradientReport) -> [String] {
    guard !report.parts.isEmpty else { return [] }
    let failed = report.parts.filter { !$0.isPassed }
    guard !failed.isEmpty else {
      let count = "all \(report.parts.count) layers are right at the values that reach them"
      let culprit = report.isUnrefuted ? "" : ": the mistake is in how they are put together"
      return wrapped(count + culprit).map { "  \($0)" }
    }
    // The first in the order of the forward pass; those before it are right.
    let position = report.parts.firstIndex { !$0.isPassed } ?? 0
    let first =
      "layer \(position + 1) of \(report.parts.count), \(report.parts[position].subject), "
      + "is wrong on its own, at the values that reach it:"
    return wrapped(first).map { "  \($0)" }
      + failed.flatMap { part in
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
      let verdict =
        block.isPassed
        ? TextTable.Cell(
          text: block.checked > 0 ? label(block.band) : "–", color: color(block.band))
        : TextTable.Cell(text: failure(block), color: .red)
      table.add(
        [block.name, shape(block), "\(block.checked)/\(block.size)", errors[0], errors[1]].map {
          TextTable.Cell(text: $0)
        } + [verdict])
    }
    return table.lines(indent: 2, style: style)
  }

  private func shape(_ block: BlockReport) -> String {
    block.shape.isEmpty ? "scalar" : block.shape.map(String.init).joined(separator: "×")
  }

  private func label(_ band: Band?) -> String {
    switch band {
    case .good: "good"
    case .fineWithKinks: "kinks"
    case .suspicious: "suspicious"
    case .wrong: "wrong"
    case nil: "noise"
    }
  }

  private func failure(_ block: BlockReport) -> String {
    block.count(of: .inconclusive) > 0 && block.count(of: .disagree) + block.count(of: .jump) == 0
      && block.jacobian?.wrong ?? 0 == 0
      ? "unclear" : "WRONG"
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
  /// What the rows do not say, in sentences; what is true of several blocks is said once.
  private func remarks(_ report: GradientReport) -> [String] {
    var names: [String: [String]] = [:]
    var order: [String] = []
    for block in report.blocks {
      for sentence in sentences(block) {
        if names[sentence] == nil { order.append(sentence) }
        names[sentence, default: []].append(block.name)
      }
    }
    return order.flatMap { sentence in
      wrapped("\(names[sentence, default: []].joined(separator: ", ")): \(sentence)").map {
        "  \($0)"
      }
    } + coverage(report)
  }

  /// What the checks of sampled blocks could have missed, in one sentence for all.
  private func coverage(_ report: GradientReport) -> [String] {
    let sampled = report.blocks.filter { $0.coverage != nil && $0.band != nil }
    guard let escape = sampled.compactMap(\.coverage?.escapeProbability).max() else { return [] }
    var text = "sampled: a defect in 1 % of a block is missed with probability \(escape.brief)"
    if let visible = sampled.compactMap(\.coverage?.visibleError).max() {
      text += ", but a random direction shows any entry off by \(visible.brief) of the largest"
    }
    let blind = sampled.filter { $0.coverage?.visibleError == nil && $0.isPassed }.map(\.name)
    if !blind.isEmpty {
      text += "; the directions tell nothing in \(blind.joined(separator: ", "))"
    }
    return wrapped(text).map { "  \($0)" }
  }

  private func sentences(_ block: BlockReport) -> [String] {
    var sentences: [String] = []
    let disagreeing = block.count(of: .disagree) + block.count(of: .jump)
    if disagreeing > 0 { sentences.append("\(disagreeing) of \(block.checked) are wrong") }
    let kinks = block.count(of: .subgradient)
    if kinks > 0 { sentences.append("\(kinks) on a kink, between the slopes of its two sides") }
    let noise = block.count(of: .withinNoise)
    if noise > 0, block.notes.isEmpty {
      sentences.append("\(noise) equal as far as the noise of the difference lets one see")
    }
    let open = block.count(of: .inconclusive)
    if open > 0, block.isPassed { sentences.append("\(open) inconclusive") }
    if block.isPassed, block.coverage == nil, block.direction.status == .inconclusive {
      let reason = block.direction.explanation ?? "it crosses kinks"
      sentences.append("a random direction tells nothing: \(reason)")
    }
    return sentences + block.notes
  }

  /// The coordinates worth a look.
  private func details(_ block: BlockReport) -> [String] {
    let listed = block.worst.filter {
      isVerbose || $0.status.isFailure || $0.status == .inconclusive
    }
    let places = listed.map { ("\(block.name)\(index($0.index))", $0) }
    guard listed.isEmpty, block.direction.status.isFailure else {
      return coordinates(places) + picture(block)
    }
    return coordinates([("\(block.name) in a random direction", block.direction)])
  }

  private func index(_ index: [Int]) -> String {
    "[\(index.map(String.init).joined(separator: ", "))]"
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
