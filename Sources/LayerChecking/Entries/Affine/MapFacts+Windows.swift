import GradientChecking
import Tensors

extension MapFacts {
  /// Adds what is known of windows: where they overlap, and how many read each pixel.
  mutating func describeWindows(_ geometry: WindowGeometry, over shape: Shape) {
    guard shape.rank == 4 else { return }
    func readers(_ size: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int)
      -> [Int]
    {
      let span = dilation * (kernel - 1) + 1
      guard size + 2 * padding >= span else { return [Int](repeating: 0, count: size) }
      var count = [Int](repeating: 0, count: size)
      for window in 0...(size + 2 * padding - span) / stride {
        for tap in 0..<kernel {
          let place = window * stride + tap * dilation - padding
          if count.indices.contains(place) { count[place] += 1 }
        }
      }
      return count
    }
    let (k, s, p, d) = (geometry.kernel, geometry.stride, geometry.padding, geometry.dilation)
    let rows = readers(shape[2], k.rows, s.rows, p.rows, d.rows)
    let columns = readers(shape[3], k.columns, s.columns, p.columns, d.columns)
    let counts = (0..<shape.count).map { rows[$0 / shape[3] % shape[2]] * columns[$0 % shape[3]] }
    places.append(
      Place("overlaps", in: "input", Set(counts.indices.filter { counts[$0] > 1 })))
    fields.append(Field("windows", of: "input", counts.map(Double.init)))
    quantities.append(Quantity("kernel", "the number of pixels in a window", Double(k.area)))
    if s.area > 1 { quantities.append(Quantity("stride", "the stride's area", Double(s.area))) }
  }
}
