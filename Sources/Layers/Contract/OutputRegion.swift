import Tensors

/// A box in an output [N, C, …]: some samples, of each some channels, of each some rows.
///
/// For an output [N, C] a channel is a number, and has one row.
public struct OutputRegion: Sendable, Hashable {
  public var samples: Range<Int>
  public var channels: Range<Int>
  /// Of [N, C, H, W]; the places along the third axis for any other rank above 2.
  public var rows: Range<Int>

  /// The whole of an output of this shape.
  public init(of shape: Shape) {
    self.init(
      samples: 0..<shape[0], channels: 0..<shape[1], rows: 0..<(shape.rank > 2 ? shape[2] : 1))
  }

  /// Some samples and channels, of each some rows; one row for an output [N, C].
  public init(samples: Range<Int>, channels: Range<Int>, rows: Range<Int> = 0..<1) {
    self.samples = samples
    self.channels = channels
    self.rows = rows
  }

  /// The number of elements in an output of this shape.
  public func count(in shape: Shape) -> Int {
    samples.count * channels.count * rows.count * rowLength(shape)
  }

  /// Where the region's elements lie in an output of this shape: ascending ranges of offsets, none of
  /// which ends where another begins.
  public func ranges(in shape: Shape) -> [Range<Int>] {
    let (length, height) = (rowLength(shape), shape.rank > 2 ? shape[2] : 1)
    guard !rows.isEmpty else { return [] }
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(samples.count * channels.count)
    for n in samples {
      for c in channels {
        let plane = (n * shape[1] + c) * height
        let range = (plane + rows.lowerBound) * length..<(plane + rows.upperBound) * length
        if let last = ranges.last, last.upperBound == range.lowerBound {
          ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
        } else {
          ranges.append(range)
        }
      }
    }
    return ranges
  }

  private func rowLength(_ shape: Shape) -> Int { shape.rank > 2 ? shape.stride(of: 2) : 1 }
}
