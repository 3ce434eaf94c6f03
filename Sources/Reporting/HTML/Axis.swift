import Foundation

/// One axis of a chart, with its unit in its title.
package struct Axis {
  package enum Scale {
    case linear
    /// Powers of ten, evenly.
    case logarithmic
  }

  package struct Tick {
    package let value: Double
    package let label: String

    package init(value: Double, label: String) { (self.value, self.label) = (value, label) }
  }

  /// Nothing is drawn beyond it, so that distances stay finite.
  private static let largest = 1e300

  package let title: String
  package let scale: Scale
  package let range: ClosedRange<Double>
  package let ticks: [Tick]

  /// An axis with round numbers on it that covers all values.
  ///
  /// - Parameter values: What is to be seen, and where logarithmic, is above 0; others are left out.
  /// - Parameter leastStep: What is at least between two marks of a linear axis, as 1 between counts.
  package init(
    _ title: String, _ scale: Scale = .linear, covering values: some Sequence<Double>,
    leastStep: Double = 0
  ) {
    self.title = title
    self.scale = scale
    let seen = values.filter { $0.isFinite && (scale == .linear || $0 > 0) }.map {
      scale == .linear
        ? min(max($0, -Axis.largest), Axis.largest) : min(max($0, 1 / Axis.largest), Axis.largest)
    }
    let (least, most) = (seen.min() ?? 0, seen.max() ?? 1)
    switch scale {
    case .linear:
      // What differs in the last digits only would have marks that do not.
      let width = max(most - least, 1e-6 * max(most.magnitude, least.magnitude), 1 / Axis.largest)
      let step = max(leastStep, Axis.roundStep(width / 4))
      let (first, last) = ((least / step).rounded(.down), (most / step).rounded(.up))
      let end = max(last, first + 1)
      range = first * step...end * step
      ticks = stride(from: first, through: end, by: 1).map {
        Tick(value: $0 * step, label: String(format: "%.4g", $0 * step))
      }
    case .logarithmic:
      let first = seen.isEmpty ? -1 : floor(log10(least))
      let last = max(first + 1, seen.isEmpty ? 0 : ceil(log10(most)))
      range = pow(10, first)...pow(10, last)
      let step = max(1, ((last - first) / 6).rounded(.up))
      ticks = stride(from: first, through: last, by: step).map {
        Tick(value: pow(10, $0), label: "1e\(Int($0))")
      }
    }
  }

  /// An axis with these marks.
  package init(
    _ title: String, _ scale: Scale = .linear, _ range: ClosedRange<Double>, ticks: [Tick]
  ) {
    (self.title, self.scale, self.range, self.ticks) = (title, scale, range, ticks)
  }

  /// Where a value lies, 0 at the beginning and 1 at the end; what is beyond lies there.
  package func place(of value: Double) -> Double {
    let (low, high) = (range.lowerBound, range.upperBound)
    let place =
      switch scale {
      case .linear: (value - low) / (high - low)
      case .logarithmic:
        value > 0 ? log10(value / low) / log10(high / low) : value.isNaN ? 1 : 0
      }
    return place.isNaN ? 1 : min(max(place, 0), 1)
  }

  /// 1, 2 or 5 times a power of ten, not below `step`.
  private static func roundStep(_ step: Double) -> Double {
    let power = pow(10, floor(log10(step)))
    return [1, 2, 5, 10].map { $0 * power }.first { $0 >= step * (1 - 1e-9) } ?? 10 * power
  }
}
