import Tensors

/// A box in an output [N, C, …]: some samples, of each some channels, of each some rows and columns.
///
/// For an output [N, C] a channel is a number: it has one row and one column.
public struct OutputRegion: Sendable, Hashable {
  public var samples: Range<Int>
  public var channels: Range<Int>
  /// Of [N, C, H, W]; the places along the third axis for any other rank above 2.
  public var rows: Range<Int>
  /// The places within a row, all axes after the third taken for one.
  public var columns: Range<Int>

  /// The whole of an output of this shape.
  public init(of shape: Shape) {
    self.init(
      samples: 0..<shape[0], channels: 0..<shape[1], rows: 0..<(shape.rank > 2 ? shape[2] : 1),
      columns: 0..<(shape.rank > 3 ? shape.stride(of: 2) : 1))
  }

  /// Some samples and channels, of each some rows and columns; one of both for an output [N, C].
  public init(
    samples: Range<Int>, channels: Range<Int>, rows: Range<Int> = 0..<1,
    columns: Range<Int> = 0..<1
  ) {
    self.samples = samples
    self.channels = channels
    self.rows = rows
    self.columns = columns
  }

  /// The number of elements.
  public var count: Int { samples.count * channels.count * rows.count * columns.count }

  /// Where the region's elements lie in an output of this shape: ascending ranges of offsets, none of
  /// which ends where another begins.
  public func ranges(in shape: Shape) -> [Range<Int>] {
    guard !rows.isEmpty, !columns.isEmpty else { return [] }
    let all = OutputRegion(of: shape)
    let (height, width, channelCount) = (all.rows.count, all.columns.count, all.channels.count)
    // Whole rows lie one behind the other.
    let isWide = columns == all.columns
    let starts = isWide ? rows.lowerBound..<rows.lowerBound + 1 : rows
    let length = isWide ? rows.count * width : columns.count
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(samples.count * channels.count * starts.count)
    for n in samples {
      for c in channels {
        for row in starts {
          let start = ((n * channelCount + c) * height + row) * width + columns.lowerBound
          if let last = ranges.last, last.upperBound == start {
            ranges[ranges.count - 1] = last.lowerBound..<start + length
          } else {
            ranges.append(start..<start + length)
          }
        }
      }
    }
    return ranges
  }
}
