import Layers
import Tensors

/// The sum that a convolution is, term by term: y[g] += w[w]·x[x] for each term.
///
/// Its backward pass is dx[x] += g[g]·w[w] and dw[w] += g[g]·x[x] over the same terms, and most mistakes
/// in it are terms left out, put elsewhere, or assigned instead of added.
struct ConvolutionTerms: Sendable {
  struct Term: Sendable {
    /// The offsets into output, weight and input.
    let g, w, x: Int
    let sample, output, channel: Int
    /// The window's row and column, and the tap's within it.
    let window, tap: (row: Int, column: Int)
  }

  /// In the order samples, windows, channels, taps, outputs, as columns are scattered.
  let all: [Term]
  private let inputShape, weightShape: Shape

  init(_ layer: Conv2D<Double>, over shape: Shape) {
    inputShape = shape
    weightShape = layer.parameters.weight.shape
    let weight = weightShape
    guard let grid = layer.geometry.grid(over: Extent(shape[2], shape[3])) else {
      all = []
      return
    }
    let (down, across) = (grid.rows, grid.columns)
    var terms: [Term] = []
    for n in 0..<shape[0] {
      for (r, s) in pairs(down.count, across.count) {
        for c in 0..<shape[1] {
          for (i, j) in pairs(down.kernel, across.kernel) {
            let (row, column) = (
              down.position(window: r, tap: i), across.position(window: s, tap: j)
            )
            guard 0..<shape[2] ~= row, 0..<shape[3] ~= column else { continue }
            for o in 0..<weight[0] {
              terms.append(
                Term(
                  g: ((n * weight[0] + o) * down.count + r) * across.count + s,
                  w: ((o * weight[1] + c) * weight[2] + i) * weight[3] + j,
                  x: ((n * shape[1] + c) * shape[2] + row) * shape[3] + column,
                  sample: n, output: o, channel: c, window: (r, s), tap: (i, j)))
            }
          }
        }
      }
    }
    all = terms
  }

  /// dx from the terms that `keeps` takes.
  func inputGradient(
    _ g: Tensor<Double>, _ w: Tensor<Double>, where keeps: (Term) -> Bool = { _ in true }
  ) -> Tensor<Double> {
    var dx = Tensor<Double>(inputShape)
    for term in all where keeps(term) { dx[term.x] += g[term.g] * w[term.w] }
    return dx
  }

  /// dw from the terms that `keeps` takes.
  func weightGradient(
    _ g: Tensor<Double>, _ x: Tensor<Double>, where keeps: (Term) -> Bool = { _ in true }
  ) -> Tensor<Double> {
    var dw = Tensor<Double>(weightShape)
    for term in all where keeps(term) { dw[term.w] += g[term.g] * x[term.x] }
    return dw
  }

  /// dx where each column entry is assigned to its pixel: the last window that reads it wins.
  func overwrittenInputGradient(_ g: Tensor<Double>, _ w: Tensor<Double>) -> Tensor<Double> {
    var dx = Tensor<Double>(inputShape)
    for term in all {
      let product = g[term.g] * w[term.w]
      dx[term.x] = term.output == 0 ? product : dx[term.x] + product
    }
    return dx
  }
}

/// All pairs of numbers below two bounds, row by row.
func pairs(_ rows: Int, _ columns: Int) -> [(Int, Int)] {
  (0..<rows * columns).map { ($0 / columns, $0 % columns) }
}
