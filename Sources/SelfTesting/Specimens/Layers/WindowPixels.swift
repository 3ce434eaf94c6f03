import Layers
import Tensors

/// The pixels under each window of each plane, in the order of the outputs; −1 on padding.
struct WindowPixels: Sendable {
  let windows: [[Int]]
  let shape: Shape

  init(_ geometry: WindowGeometry, over shape: Shape) {
    self.shape = shape
    guard let grid = geometry.grid(over: Extent(shape[2], shape[3])) else {
      windows = []
      return
    }
    windows = (0..<shape[0] * shape[1]).flatMap { plane in
      pairs(grid.rows.count, grid.columns.count).map { r, s in
        pairs(grid.rows.kernel, grid.columns.kernel).map { i, j in
          let row = grid.rows.position(window: r, tap: i)
          let column = grid.columns.position(window: s, tap: j)
          guard 0..<shape[2] ~= row, 0..<shape[3] ~= column else { return -1 }
          return (plane * shape[2] + row) * shape[3] + column
        }
      }
    }
  }

  /// For each window the pixel of the first largest value.
  func winners(_ x: Tensor<Double>) -> [Int] {
    windows.map { window in
      let pixels = window.filter { $0 >= 0 }
      return pixels.dropFirst().reduce(pixels[0]) { x[$1] > x[$0] ? $1 : $0 }
    }
  }

  /// dx made by `body`, which is called with each window and the gradient from above it.
  func gradient(
    _ g: Tensor<Double>, _ body: (inout Tensor<Double>, _ window: Int, _ g: Double) -> Void
  ) -> Tensor<Double> {
    var dx = Tensor<Double>(shape)
    for window in windows.indices { body(&dx, window, g[window]) }
    return dx
  }
}
