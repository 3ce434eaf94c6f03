import Foundation
import GradientChecking

/// Draws the error of plain differences against their step, on logarithmic axes.
public struct SweepText: Sendable {
  public let style: TextStyle

  // The horizontal axis: relative errors from 1e-16 to 1e0, three columns a decade.
  private static let decades = -16...0
  private static let columnsPerDecade = 3

  public init(style: TextStyle = .plain) { self.style = style }

  /// A chart a variable, a line a step, with the median error at `o` and the worst at `x`.
  public func render(_ sweep: StepSweep) -> String {
    var lines = [
      style.apply(.bold, sweep.subject),
      "  \(sweep.method.rawValue) difference: median (o) and worst (x) relative error a step",
    ]
    for block in sweep.blocks {
      lines.append("")
      lines.append("  \(block.name)\(slope(block))")
      lines.append("    step     \(axis)")
      for point in block.points {
        lines.append("    \(pad(point.step.brief, 9))\(row(point))")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What the curve says in words.
  private func slope(_ block: StepSweep.Block) -> String {
    if block.floor > SweepText.flat {
      return ": stays above \(block.floor.brief) at any step: wrong, or on a kink"
    }
    guard let slope = block.slope else { return ": rounding only, from the largest step on" }
    return ": falls as step^\(String(format: "%.1f", slope)), down to \(block.floor.brief)"
  }

  /// An error that no right gradient of a smooth function keeps at every step.
  private static let flat = 1e-5

  private var axis: String {
    stride(from: SweepText.decades.lowerBound, through: SweepText.decades.upperBound, by: 4)
      .map { pad("1e\($0)", 4 * SweepText.columnsPerDecade) }.joined()
      .trimmingSpaces()
  }

  private func row(_ point: StepSweep.Point) -> String {
    var cells = [Character](
      repeating: " ", count: SweepText.decades.count * SweepText.columnsPerDecade)
    cells[column(point.worstRelativeError)] = "x"
    cells[column(point.medianRelativeError)] = "o"
    return String(cells).trimmingSpaces()
  }

  private func column(_ error: Double) -> Int {
    let last = (SweepText.decades.count - 1) * SweepText.columnsPerDecade
    guard error > 0 else { return 0 }
    let decade = log10(error) - Double(SweepText.decades.lowerBound)
    // Infinite where something is not a number.
    return Int(min(max(0, (decade * Double(SweepText.columnsPerDecade)).rounded()), Double(last)))
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

extension String {
  /// The string without spaces at its end.
  fileprivate func trimmingSpaces() -> String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}
