import Foundation

/// A chart as inline SVG, in a figure with its caption. What it shows is in words too, for those who do not see
/// it.
package struct Chart {
  package let title: String
  /// What is to be seen, in a sentence.
  package let words: String
  package let x: Axis
  package let y: Axis
  private var marks: [HTML] = []
  package private(set) var legend: [(style: String, words: String)] = []

  package static let (width, height) = (440.0, 280.0)
  private static let (left, right, top, bottom) = (68.0, 16.0, 12.0, 44.0)

  package init(_ title: String, _ words: String, x: Axis, y: Axis) {
    (self.title, self.words, self.x, self.y) = (title, words, x, y)
  }

  /// Where a point lies in the picture.
  private func at(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    (
      Chart.left + self.x.place(of: x) * (Chart.width - Chart.left - Chart.right),
      Chart.height - Chart.bottom
        - self.y.place(of: y) * (Chart.height - Chart.top - Chart.bottom)
    )
  }

  /// A line through points; what is no number interrupts it.
  ///
  /// - Parameter style: The class by which it is colored.
  package mutating func line(_ points: [(x: Double, y: Double)], _ style: String) {
    for run in points.split(whereSeparator: { !$0.y.isFinite || !$0.x.isFinite }) {
      let path = run.map { point -> String in
        let (x, y) = at(point.x, point.y)
        return "\(x.short),\(y.short)"
      }.joined(separator: " ")
      marks.append("<polyline class=\"\(style)\" points=\"\(path)\"/>")
    }
  }

  package mutating func dots(_ points: [(x: Double, y: Double)], _ style: String) {
    marks += points.map { point in
      let (x, y) = at(point.x, point.y)
      return "<circle class=\"\(style)\" cx=\"\(x.short)\" cy=\"\(y.short)\" r=\"3\"/>"
    }
  }

  /// A bar from the bottom, with what it says.
  package mutating func bar(
    _ range: ClosedRange<Double>, to value: Double, _ style: String, _ words: String
  ) {
    let (left, top) = at(range.lowerBound, value)
    let (right, bottom) = at(range.upperBound, y.range.lowerBound)
    // What is there is to be seen, however little it is.
    let height = value > y.range.lowerBound ? max(2, bottom - top) : 0
    marks.append(
      """
      <rect class="\(style)" x="\((left + 1).short)" y="\((bottom - height).short)" \
      width="\(max(1, right - left - 2).short)" height="\(height.short)"><title>\(words)</title></rect>
      """)
  }

  /// What lies between two heights, where all is well.
  package mutating func band(_ range: ClosedRange<Double>) {
    let (left, top) = at(x.range.lowerBound, range.upperBound)
    let (right, bottom) = at(x.range.upperBound, range.lowerBound)
    marks.insert(
      """
      <rect class="band" x="\(left.short)" y="\(top.short)" width="\((right - left).short)" \
      height="\(max(0, bottom - top).short)"/>
      """, at: 0)
  }

  /// Says what a color stands for.
  package mutating func explain(_ style: String, _ words: String) {
    legend.append((style, words))
  }

  package var figure: HTML {
    Chart.figure(
      title, words, width: Chart.width, height: Chart.height, drawing,
      legend: legend.map { "<li><i class=\"\($0.style)\"></i>\($0.words)</li>" })
  }

  /// Axes and marks as SVG.
  package var drawing: HTML {
    let (bottom, right) = (Chart.height - Chart.bottom, Chart.width - Chart.right)
    let verticals = x.ticks.map { tick -> HTML in
      let (x, _) = at(tick.value, y.range.lowerBound)
      return """
        <line x1="\(x.short)" x2="\(x.short)" y1="\(Chart.top.short)" y2="\(bottom.short)"/>\
        <text x="\(x.short)" y="\((bottom + 16).short)" text-anchor="middle">\(tick.label)</text>
        """
    }
    let horizontals = y.ticks.map { tick -> HTML in
      let (_, y) = at(x.range.lowerBound, tick.value)
      return """
        <line x1="\(Chart.left.short)" x2="\(right.short)" y1="\(y.short)" y2="\(y.short)"/>\
        <text x="\((Chart.left - 6).short)" y="\((y + 4).short)" text-anchor="end">\(tick.label)</text>
        """
    }
    let (centerX, centerY) = ((Chart.left + right) / 2, (Chart.top + bottom) / 2)
    return """
      <g class="grid">\(verticals)\(horizontals)
      <text class="title" x="\(centerX.short)" y="\((Chart.height - 8).short)" text-anchor="middle">\(x.title)</text>
      <text class="title" transform="translate(13 \(centerY.short)) rotate(-90)" text-anchor="middle">\(y.title)</text></g>
      \(marks)
      """
  }

  /// A picture with its title, its words, and what its colors stand for.
  package static func figure(
    _ title: String, _ words: String, width: Double, height: Double, _ content: HTML,
    legend: [HTML] = []
  ) -> HTML {
    """
    <figure><figcaption><b>\(title)</b> \(words)</figcaption>
    <svg viewBox="0 0 \(width.short) \(height.short)" role="img" aria-label="\(title): \(words)">
    \(content)
    </svg>\(legend.isEmpty ? .none : "<ul class=\"legend\">\(legend)</ul>" as HTML)</figure>
    """
  }
}

extension Double {
  /// A length in a picture, to a tenth.
  package var short: String { String(format: "%.1f", self) }
}
