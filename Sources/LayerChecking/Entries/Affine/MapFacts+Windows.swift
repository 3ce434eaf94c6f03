import GradientChecking
import Tensors

extension MapFacts {
  /// Adds what is known of windows: where they overlap, and how many read each pixel.
  mutating func describeWindows(_ geometry: WindowGeometry, over shape: Shape) {
    guard shape.rank == 4 else { return }
    guard let grid = geometry.grid(over: Extent(shape[2], shape[3])) else { return }
    func readers(_ axis: WindowAxis) -> [Int] {
      var count = [Int](repeating: 0, count: axis.size)
      for window in 0..<axis.count {
        for tap in axis.taps(onImageInWindow: window) {
          count[axis.position(window: window, tap: tap)] += 1
        }
      }
      return count
    }
    let (k, s) = (geometry.kernel, geometry.stride)
    let (rows, columns) = (readers(grid.rows), readers(grid.columns))
    let counts = (0..<shape.count).map { rows[$0 / shape[3] % shape[2]] * columns[$0 % shape[3]] }
    places.append(
      Place("overlaps", in: "input", Set(counts.indices.filter { counts[$0] > 1 })))
    fields.append(Field("windows", of: "input", counts.map(Double.init)))
    quantities.append(Quantity("kernel", "the number of pixels in a window", Double(k.area)))
    if s.area > 1 { quantities.append(Quantity("stride", "the stride's area", Double(s.area))) }
  }
}
