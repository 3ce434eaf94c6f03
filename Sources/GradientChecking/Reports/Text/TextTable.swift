/// Rows of text in aligned columns.
package struct TextTable {
  package enum Alignment {
    case left
    case right
  }

  package struct Cell {
    package let text: String
    package var color: TextStyle.Color?

    package init(text: String, color: TextStyle.Color? = nil) {
      self.text = text
      self.color = color
    }
  }

  private let alignments: [Alignment]
  private var rows: [[Cell]] = []

  /// A table with these alignments, a column each.
  package init(_ alignments: [Alignment]) { self.alignments = alignments }

  package mutating func add(_ cells: [Cell]) {
    precondition(cells.count == alignments.count, "one cell a column")
    rows.append(cells)
  }

  package mutating func add(_ texts: [String], color: TextStyle.Color? = nil) {
    add(texts.map { Cell(text: $0, color: color) })
  }

  /// One line a row, indented, with two spaces between columns and none at the end.
  package func lines(indent: Int, style: TextStyle) -> [String] {
    let widths = alignments.indices.map { column in
      rows.map { $0[column].text.count }.max() ?? 0
    }
    return rows.map { row in
      var line = ""
      var shown = 0  // characters on a terminal, which color codes are not
      for (column, cell) in row.enumerated() where !cell.text.isEmpty {
        // What is not printed yet: the end of the columns before, and the gaps.
        let start = widths[..<column].reduce(indent) { $0 + $1 + 2 }
        let slack = alignments[column] == .right ? widths[column] - cell.text.count : 0
        let gap = max(0, start + slack - shown)
        line += String(repeating: " ", count: gap)
        line += cell.color.map { style.apply($0, cell.text) } ?? cell.text
        shown += gap + cell.text.count
      }
      return line
    }
  }
}
