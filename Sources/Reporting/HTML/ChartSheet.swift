/// Charts as one SVG file, which needs nothing else: not even a style sheet, which many viewers leave out.
package struct ChartSheet {
  package let title: String
  package let charts: [Chart]

  package init(title: String, charts: [Chart]) { (self.title, self.charts) = (title, charts) }

  private static let (head, foot, gap) = (42.0, 26.0, 16.0)

  package var svg: HTML {
    let height = ChartSheet.head + Chart.height + ChartSheet.foot
    let drawings = charts.enumerated().map { number, chart -> HTML in
      let top = 36 + Double(number) * (height + ChartSheet.gap)
      return """
        <text class="head" x="12" y="\((top + 20).short)">\(chart.title)</text>
        <g transform="translate(12 \((top + ChartSheet.head - 14).short))">\(chart.drawing)</g>
        \(legend(chart, at: top + ChartSheet.head + Chart.height - 2))
        """
    }
    let (width, total) = (
      Chart.width + 24, 36 + Double(charts.count) * (height + ChartSheet.gap)
    )
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width.short) \(total.short)" \
      width="\((1.5 * width).short)" height="\((1.5 * total).short)" role="img" aria-label="\(title)">
      <title>\(title)</title>
      <style>
      \(ChartSheet.style)
      </style>
      <rect class="paper" width="100%" height="100%"/>
      <text class="top" x="12" y="24">\(title)</text>
      \(drawings)
      </svg>

      """
  }

  private func legend(_ chart: Chart, at top: Double) -> [HTML] {
    var x = 62.0
    return chart.legend.map { entry in
      defer { x += 30 + 5.2 * Double(entry.words.count) }
      return """
        <rect class="\(entry.style)" x="\(x.short)" y="\(top.short)" width="10" height="10"/>\
        <text x="\((x + 15).short)" y="\((top + 9).short)">\(entry.words)</text>
        """
    }
  }

  /// The colors of a page on white paper; custom properties are not known to all viewers.
  private static let style: HTML = """
    text { font: 11px system-ui, "Segoe UI", "Liberation Sans", sans-serif; fill: #5a6470; }
    text.title { font-size: 12px; fill: #16191d; }
    text.head { font-size: 13px; font-weight: bold; fill: #16191d; }
    text.top { font-size: 15px; font-weight: bold; fill: #16191d; }
    rect.paper { fill: #fff; }
    .grid line { stroke: #d5dae0; stroke-width: 1; }
    polyline { fill: none; stroke-width: 2; stroke: #1f5fa8; }
    polyline.good { stroke: #17743b; } polyline.bad { stroke: #b3261e; }
    polyline.fair { stroke: #8a5a00; }
    polyline.thin { stroke-width: 1; stroke-dasharray: 4 3; stroke: #5a6470; }
    polyline.faint { stroke-width: 1; stroke: #a9bfd9; }
    circle { fill: #1f5fa8; } circle.good { fill: #17743b; } circle.bad { fill: #b3261e; }
    circle.fair { fill: #8a5a00; }
    rect.plain { fill: #1f5fa8; } rect.good { fill: #17743b; } rect.bad { fill: #b3261e; }
    rect.fair { fill: #8a5a00; } rect.thin { fill: #5a6470; } rect.faint { fill: #a9bfd9; }
    rect.band { fill: #17743b22; }
    """
}
