import Layers
import Tensors
import Testing

@Suite("OutputRegion")
struct OutputRegionTests {
  /// The offsets of a region, one by one by their definition.
  private func offsets(_ region: OutputRegion, _ shape: Shape) -> [Int] {
    (0..<shape.count).filter { offset in
      let index = shape.index(ofOffset: offset)
      let column = shape.rank > 3 ? offset % shape.stride(of: 2) : 0
      return region.samples.contains(index[0]) && region.channels.contains(index[1])
        && region.rows.contains(shape.rank > 2 ? index[2] : 0) && region.columns.contains(column)
    }
  }

  private func check(_ region: OutputRegion, _ shape: Shape) {
    let ranges = region.ranges(in: shape)
    #expect(ranges.flatMap { Array($0) } == offsets(region, shape), "\(region) of \(shape)")
    #expect(region.count == offsets(region, shape).count)
    #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
  }

  @Test("Ranges are the elements in the box, in order, and do not touch")
  func ranges() {
    for shape: Shape in [[3, 4], [2, 3, 5], [2, 3, 4, 5], [2, 2, 3, 2, 3]] {
      let whole = OutputRegion(of: shape)
      check(whole, shape)
      #expect(whole.ranges(in: shape) == [0..<shape.count])
      for samples in [0..<1, 1..<2, 0..<2] {
        for channels in [0..<2, 1..<2] {
          for rows in [whole.rows, 0..<1, whole.rows.dropFirst(), 0..<0] {
            for columns in [whole.columns, 0..<1, whole.columns.dropFirst(), 0..<0] {
              check(
                OutputRegion(samples: samples, channels: channels, rows: rows, columns: columns),
                shape)
            }
          }
        }
      }
    }
  }
}
