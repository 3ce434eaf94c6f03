import Foundation
import Reporting

/// What the units of a first layer look for, side by side in color: smooth where they have learned, noise where they
/// have not, or were regularized too little.
public struct FilterSheet: Sendable, Codable, Equatable {
  /// The name of the weight.
  public let name: String
  /// The number of filters.
  public let count: Int
  /// All of them, a pixel apart; see ``Picture``.
  public let png: Data

  /// - Parameters:
  ///   - name: The name of the weight.
  ///   - rows: The height of a filter.
  ///   - columns: Its width.
  ///   - weights: Filter after filter, [count, 3, rows, columns].
  /// - Returns: nil for other numbers of weights, and where one is not finite.
  public init?(_ name: String, weights: [Double], rows: Int, columns: Int) {
    let size = 3 * rows * columns
    guard size > 0, !weights.isEmpty, weights.allSatisfy(\.isFinite),
      let picture = Picture(
        filters: weights, shape: [weights.count / size, 3, rows, columns], scale: 1)
    else { return nil }
    self.name = name
    count = weights.count / size
    png = picture.png
  }

  var figure: HTML {
    let words = "\(count) filters of \(name), from the least weight of all to the largest."
    return """
      <figure><figcaption><b>First layer</b> \(words) Smooth where something was learned.</figcaption>
      <img class="filters" alt="\(words)" src="data:image/png;base64,\(png.base64EncodedString())"></figure>
      """
  }
}
