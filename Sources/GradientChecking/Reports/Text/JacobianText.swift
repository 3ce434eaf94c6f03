import Foundation

/// Renders the checks of whole Jacobians, a part of ``GradientText``.
struct JacobianText {
  private static let width = 80

  let style: TextStyle
  /// Whether blocks that pass show their worst entries.
  let isVerbose: Bool

  /// What there is to say of the Jacobians of a function's blocks; nothing where they were not checked.
  func lines(_ blocks: [BlockReport]) -> [String] {
    let checked = blocks.compactMap { block in block.jacobian.map { (block.name, $0) } }
    guard !checked.isEmpty else { return [] }
    return summary(checked.map(\.1)) + checked.flatMap { details($0.0, $0.1) }
  }

  /// One sentence on all blocks.
  private func summary(_ reports: [JacobianReport]) -> [String] {
    func total(_ number: (JacobianReport) -> Int) -> Int { reports.reduce(0) { $0 + number($1) } }
    let wrong = total(\.wrong)
    var text =
      "Jacobian: \(grouped(total(\.entries))) entries ∂output/∂value, "
      + "\(grouped(total(\.nonzero))) not zero; "
      + (wrong == 0 ? "none is wrong" : "\(grouped(wrong)) wrong")
    let (kinks, open) = (
      total { $0.count(of: .subgradient) }, total { $0.count(of: .inconclusive) }
    )
    if kinks > 0 { text += ", \(grouped(kinks)) on a kink, between the slopes of its two sides" }
    if open > 0 { text += ", \(grouped(open)) inconclusive" }
    return text.wrapped(indent: 2)
  }

  /// How many entries of a block are wrong, where they are, and the worst of them.
  private func details(_ name: String, _ report: JacobianReport) -> [String] {
    let listed = report.worst.filter {
      isVerbose || $0.status.isFailure || ($0.status == .inconclusive && !report.isPassed)
    }
    guard !listed.isEmpty else { return [] }
    return sentence(name, report).wrapped(indent: 2) + table(name, listed)
  }

  private func sentence(_ name: String, _ report: JacobianReport) -> String {
    guard report.wrong > 0 else { return "\(name): the entries that are known least well" }
    var text =
      "\(name): \(grouped(report.wrong)) wrong of \(grouped(report.nonzero)) entries that are not zero"
    var places: [String] = []
    if let outputs = report.wrongOutputs { places.append("of \(outputs)") }
    if let values = report.wrongValues { places.append("with respect to \(values)") }
    if let pattern = report.pattern { places.append(pattern) }
    if !places.isEmpty { text += ", only \(places.joined(separator: " "))" }
    return text
  }

  private func table(_ name: String, _ entries: [EntryReport]) -> [String] {
    let full = rows(name, entries, withErrors: true)
    let isTooWide = full.contains { $0.plain.count > JacobianText.width }
    return (isTooWide ? rows(name, entries, withErrors: false) : full).map(\.styled)
  }

  private func rows(
    _ name: String, _ entries: [EntryReport], withErrors: Bool
  ) -> [(plain: String, styled: String)] {
    var table = TextTable([.left, .left, .right, .right, .right])
    table.add(
      ["output", name, "analytic", withErrors ? "numeric ±" : "numeric", "rel. err"], color: .dim)
    for entry in entries {
      let error = withErrors ? " ±\(entry.error.brief)" : ""
      table.add([
        index(entry.output), index(entry.index), entry.analytic.long, entry.numeric.long + error,
        entry.relativeError.brief,
      ])
    }
    var lines = zip(table.lines(indent: 4, style: .plain), table.lines(indent: 4, style: style))
      .map { (plain: $0, styled: $1) }
    // An explanation goes below its row.
    for (position, entry) in entries.enumerated().reversed() {
      guard let explanation = entry.explanation else { continue }
      let text = explanation.wrapped(indent: 6).map { (plain: $0, styled: style.apply(.dim, $0)) }
      lines.insert(contentsOf: text, at: position + 2)
    }
    return lines
  }

  private func index(_ index: [Int]) -> String {
    "[\(index.map(String.init).joined(separator: ", "))]"
  }

  /// The number with a comma between thousands: "2,359,296".
  private func grouped(_ number: Int) -> String {
    var text = "\(number)"
    var place = text.count - 3
    while place > 0 {
      text.insert(",", at: text.index(text.startIndex, offsetBy: place))
      place -= 3
    }
    return text
  }
}
