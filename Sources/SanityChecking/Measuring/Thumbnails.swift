import Datasets

/// Images at a quarter of their width, to find those that differ by a trace only: noise, a little more light, another
/// compression.
struct Thumbnails {
  /// 4×4 means of each channel, less the image's mean a channel, one image after the other.
  private let values: [Float]
  /// Whether an image has any contrast to compare.
  private let hasContrast: [Bool]
  private static let side = 4
  /// Differences of less than two steps of brightness, root mean square, are a trace.
  private static let trace: Float = 2
  private static let contrast: Float = 15
  private static let most = 4000

  init(_ dataset: ImageDataset) {
    let (channels, height, width) = (
      ImageDataset.imageShape[0], ImageDataset.imageShape[1], ImageDataset.imageShape[2]
    )
    let size = channels * height * width
    let (rows, columns) = (height / Thumbnails.side, width / Thumbnails.side)
    let count = min(dataset.count, Thumbnails.most)
    var values: [Float] = []
    var hasContrast: [Bool] = []
    dataset.pixels.withUnsafeBufferPointer { pixels in
      for index in 0..<count {
        var squares: Float = 0
        for channel in 0..<channels {
          var cells = [Float](repeating: 0, count: rows * columns)
          for y in 0..<height {
            for x in 0..<width {
              cells[y / Thumbnails.side * columns + x / Thumbnails.side] += Float(
                pixels[index * size + (channel * height + y) * width + x])
            }
          }
          let area = Float(Thumbnails.side * Thumbnails.side)
          let mean = cells.reduce(0, +) / area / Float(cells.count)
          for cell in cells {
            values.append(cell / area - mean)
            squares += (cell / area - mean) * (cell / area - mean)
          }
        }
        let cells = Float(channels * rows * columns)
        hasContrast.append(squares > Thumbnails.contrast * Thumbnails.contrast * cells)
      }
    }
    self.values = values
    self.hasContrast = hasContrast
  }

  /// The number of images in `others` that are nearly one of these, those not counted that `except` says.
  func nearby(_ others: Thumbnails, except: [Bool]) -> Int {
    guard !hasContrast.isEmpty, !others.hasContrast.isEmpty else { return 0 }
    let size = values.count / hasContrast.count
    let limit = Thumbnails.trace * Thumbnails.trace * Float(size)
    return values.withUnsafeBufferPointer { own in
      others.values.withUnsafeBufferPointer { other in
        others.hasContrast.indices.count { i in
          guard others.hasContrast[i], !except[i] else { return false }
          return hasContrast.indices.contains { j in
            guard hasContrast[j] else { return false }
            var distance: Float = 0
            // Most are told apart by the first few cells.
            for k in 0..<size {
              let difference = own[j * size + k] - other[i * size + k]
              distance += difference * difference
              if distance > limit { return false }
            }
            return true
          }
        }
      }
    }
  }
}
