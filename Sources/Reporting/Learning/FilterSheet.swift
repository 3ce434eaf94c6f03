import Foundation

/// What the units of a first layer look for, as small pictures in color: smooth where they have learned, noise where
/// they have not, or were regularized too little.
public struct FilterSheet: Sendable, Codable, Equatable {
  /// The name of the weight.
  public let name: String
  /// The pixels of each filter down and across.
  public let rows: Int
  public let columns: Int
  /// Red, green and blue of every pixel, filter after filter; each filter from its least weight, 0, to its largest.
  public let pixels: Data

  /// - Parameters:
  ///   - weights: Filter after filter, [count, 3, rows, columns].
  public init?(_ name: String, weights: [Double], rows: Int, columns: Int) {
    let (area, size) = (rows * columns, 3 * rows * columns)
    guard size > 0, !weights.isEmpty, weights.count.isMultiple(of: size),
      weights.allSatisfy(\.isFinite)
    else { return nil }
    self.name = name
    self.rows = rows
    self.columns = columns
    var pixels = Data()
    for start in stride(from: 0, to: weights.count, by: size) {
      let filter = Array(weights[start..<start + size])
      let (least, most) = (filter.min() ?? 0, filter.max() ?? 1)
      for place in 0..<area {
        for channel in 0..<3 {
          let share = (filter[channel * area + place] - least) / max(most - least, 1e-300)
          pixels.append(UInt8(255 * min(max(share, 0), 1)))
        }
      }
    }
    self.pixels = pixels
  }

  public var count: Int { pixels.count / (3 * rows * columns) }

  /// All filters side by side on a grid, a pixel apart.
  var picture: (width: Int, height: Int, pixels: [UInt8]) {
    let across = min(count, max(1, Int(Double(count).squareRoot().rounded(.up))))
    let down = (count + across - 1) / across
    let (width, height) = (across * (columns + 1) + 1, down * (rows + 1) + 1)
    var picture = [UInt8](repeating: 255, count: 3 * width * height)
    let all = [UInt8](pixels)
    for filter in 0..<count {
      let (top, left) = (filter / across * (rows + 1) + 1, filter % across * (columns + 1) + 1)
      for row in 0..<rows {
        let from = 3 * ((filter * rows + row) * columns)
        let to = 3 * ((top + row) * width + left)
        picture.replaceSubrange(to..<to + 3 * columns, with: all[from..<from + 3 * columns])
      }
    }
    return (width, height, picture)
  }

  var figure: HTML {
    let (width, height, pixels) = picture
    let png = PNG.encode(width: width, height: height, pixels: pixels).base64EncodedString()
    let words = "\(count) filters of \(name), each from its least weight to its largest."
    return """
      <figure><figcaption><b>First layer</b> \(words) Smooth where something was learned.</figcaption>
      <img class="filters" alt="\(words)" src="data:image/png;base64,\(png)"></figure>
      """
  }
}
