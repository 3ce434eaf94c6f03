import ForeignChecking
import GradientChecking

/// Renders comparisons of recorded gradients as text of at most 80 columns.
struct ComparisonText: Sendable {
  let style: TextStyle
  /// Whether the worst entry of tensors that agree is shown too.
  let isVerbose: Bool

  init(style: TextStyle = .plain, isVerbose: Bool = false) {
    self.style = style
    self.isVerbose = isVerbose
  }

  func render(_ comparison: GradientComparison) -> String {
    let verdict =
      comparison.isPassed ? style.apply(.green, "PASS") : style.apply(.red, "FAIL")
    var lines = [
      "\(verdict)  \(style.apply(.bold, "\(comparison.ours) against \(comparison.theirs)"))"
    ]
    for diagnosis in comparison.diagnoses {
      lines += "\(diagnosis.sentence.capitalizedSentence).".wrapped(indent: 2)
        .map { style.apply(.bold, $0) }
      lines += "\(diagnosis.advice.capitalizedSentence).".wrapped(indent: 2)
    }
    lines += missing(comparison.missingInOurs, in: comparison.ours)
    lines += missing(comparison.missingInTheirs, in: comparison.theirs)
    if !comparison.rows.isEmpty { lines += table(comparison.rows) }
    for row in comparison.rows {
      if let obstacle = row.obstacle { lines += "\(row.name) \(obstacle)".wrapped(indent: 2) }
    }
    lines += entries(comparison.rows)
    let failed = comparison.rows.filter { !$0.isPassed }
    let count = comparison.rows.count
    lines += [
      "",
      comparison.rows.isEmpty
        ? style.apply(.red, "The two have no name in common.")
        : failed.isEmpty
          ? style.apply(
            comparison.isPassed ? .green : .yellow,
            count == 1 ? "The tensor agrees." : "All \(count) tensors in common agree.")
          : style.apply(
            .red,
            count == 1
              ? "The tensor differs." : "\(failed.count) of \(count) tensors in common differ."),
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private func missing(_ names: [String], in file: String) -> [String] {
    guard let first = names.first else { return [] }
    let more = names.count > 10 ? " and \(names.count - 10) more" : ""
    let list = names.count == 1 ? first : names.prefix(10).joined(separator: ", ") + more
    return "missing in \(file): \(list)".wrapped(indent: 2).map { style.apply(.red, $0) }
  }

  private func table(_ rows: [GradientComparison.Row]) -> [String] {
    var table = TextTable([.left, .left, .right, .right, .left])
    table.add(["tensor", "shape", "differ", "‖a−b‖/‖b‖", "band"], color: .dim)
    for row in rows {
      let shape = row.shape.isEmpty ? "scalar" : row.shape.map(String.init).joined(separator: "×")
      let isWrong = !row.isPassed
      table.add(
        [
          row.name, shape, row.obstacle == nil ? "\(row.differing)/\(row.shape.reduce(1, *))" : "–",
          row.obstacle == nil ? row.relativeError.brief : "–",
        ].map { TextTable.Cell(text: $0) } + [
          TextTable.Cell(
            text: isWrong ? "WRONG" : row.band.rawValue, color: isWrong ? .red : .green)
        ])
    }
    return table.lines(indent: 2, style: style)
  }

  /// The worst entry of each tensor that differs.
  private func entries(_ rows: [GradientComparison.Row]) -> [String] {
    var table = TextTable([.left, .right, .right])
    table.add(["", "ours", "theirs"], color: .dim)
    let listed = rows.filter { isVerbose || !$0.isPassed }
    for row in listed {
      guard let worst = row.worst else { continue }
      let index = worst.index.isEmpty ? "" : worst.index.bracketed
      table.add([row.name + index, worst.ours.long, worst.theirs.long])
    }
    return listed.contains { $0.worst != nil } ? table.lines(indent: 4, style: style) : []
  }
}
