import Foundation

/// How the errors of a block's checked coordinates are spread, for a chart.
public struct ErrorSpread: Sendable, Codable, Equatable {
  /// How many coordinates have a relative error of each decade: "-12" counts those from 1e-12 on and below
  /// 1e-11, ``least`` all that are smaller and ``most`` all that are larger or no number. A decade without any
  /// is left out.
  public let decades: [String: Int]
  /// The analytic derivatives of some coordinates, evenly among all that were checked, and the numeric ones
  /// beside them, in the same order: where the block is wrong, else none.
  public let analytic: [Double]
  public let numeric: [Double]

  public static let (least, most) = (-17, 1)
  private static let mostPairs = 120

  /// - Parameter showsPairs: Whether to keep derivatives beside each other.
  init(_ derivatives: [Derivative], showsPairs: Bool) {
    var counts = [Int](repeating: 0, count: ErrorSpread.most - ErrorSpread.least + 1)
    for derivative in derivatives {
      let error = derivative.relativeError
      let decade =
        error > 0 && error.isFinite
        ? Int(max(-1000, log10(error).rounded(.down))) : error == 0 ? -1000 : 1000
      counts[min(max(decade, ErrorSpread.least), ErrorSpread.most) - ErrorSpread.least] += 1
    }
    decades = Dictionary(
      uniqueKeysWithValues: counts.enumerated().filter { $0.element > 0 }.map {
        ("\($0.offset + ErrorSpread.least)", $0.element)
      })
    let pairs = showsPairs ? derivatives.filter { $0.analytic.isFinite && $0.numeric.isFinite } : []
    let step = max(1, (pairs.count + ErrorSpread.mostPairs - 1) / ErrorSpread.mostPairs)
    let shown = stride(from: 0, to: pairs.count, by: step).map { pairs[$0] }
    analytic = shown.map(\.analytic)
    numeric = shown.map(\.numeric)
  }
}
