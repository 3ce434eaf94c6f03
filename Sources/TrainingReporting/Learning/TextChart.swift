import GradientChecking
import Reporting

/// A chart of characters, for a terminal: a mark a column, the highest of series that meet.
struct TextChart {
  let x: Axis
  let y: Axis
  private var cells: [[Character]]

  private static let (width, height, margin) = (60, 12, 10)

  init(x: Axis, y: Axis) {
    (self.x, self.y) = (x, y)
    cells = [[Character]](
      repeating: [Character](repeating: " ", count: TextChart.width), count: TextChart.height)
  }

  /// Marks points; what is no number is left out.
  mutating func plot(_ points: [(x: Double, y: Double)], _ mark: Character) {
    for point in points where point.x.isFinite && point.y.isFinite {
      let column = Int((x.place(of: point.x) * Double(TextChart.width - 1)).rounded())
      let row = Int(((1 - y.place(of: point.y)) * Double(TextChart.height - 1)).rounded())
      cells[row][column] = mark
    }
  }

  /// The lines, with marks at the ends of the axes and the axes' titles.
  var lines: [String] {
    let labels = Dictionary(
      y.ticks.map { tick in
        (Int(((1 - y.place(of: tick.value)) * Double(TextChart.height - 1)).rounded()), tick.label)
      }, uniquingKeysWith: { a, _ in a })
    func padded(_ label: String) -> String {
      String(repeating: " ", count: max(0, TextChart.margin - label.count)) + label
    }
    let rows = cells.enumerated().map { row, cells -> String in
      let label = labels[row]
      return trimmed("\(padded(label ?? "")) \(label == nil ? "│" : "┤")\(String(cells))")
    }
    var (base, marks) = (
      [Character](repeating: "─", count: TextChart.width),
      [Character](repeating: " ", count: TextChart.width + TextChart.margin)
    )
    var free = 0
    for tick in x.ticks {
      let column = Int((x.place(of: tick.value) * Double(TextChart.width - 1)).rounded())
      base[column] = "┴"
      let start = max(0, column - tick.label.count / 2)
      guard start >= free, start + tick.label.count <= marks.count else { continue }
      for (offset, character) in tick.label.enumerated() { marks[start + offset] = character }
      free = start + tick.label.count + 1
    }
    let space = padded("")
    return [padded(y.title)] + rows + [
      "\(space) └\(String(base))", trimmed("\(space)  \(String(marks))"),
      "\(space)  \(x.title)",
    ]
  }

  private func trimmed(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }
}
