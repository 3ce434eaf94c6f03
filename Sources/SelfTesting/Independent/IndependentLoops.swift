import Layers
import Tensors

extension Tensor {
  /// Adds to the element at an index along each axis.
  mutating func accumulate(_ value: Scalar, at index: [Int]) {
    self[zip(index, shape.extents).reduce(0) { $0 * $1.1 + $1.0 }] += value
  }
}

extension Tensor where Scalar == Double {
  /// The matrix product with another matrix.
  func times(_ other: Tensor) -> Tensor {
    Tensor([shape[0], other.shape[1]]) { at in
      SelfTesting.sum(0..<shape[1]) { self[[at[0], $0]] * other[[$0, at[1]]] }
    }
  }

  /// The matrix with rows and columns exchanged.
  var turned: Tensor { Tensor([shape[1], shape[0]]) { self[[$0[1], $0[0]]] } }

  /// The sum of each column.
  var columnSums: Tensor {
    Tensor([shape[1]]) { at in SelfTesting.sum(0..<shape[0]) { self[[$0, at[0]]] } }
  }
}

/// The nested loops of a convolution's backward pass.
struct ConvolutionLoops: Sendable {
  var stride: Extent = 1
  var padding: Extent = 0
  var dilation: Extent = 1

  typealias Pass = MistakenLayer<Conv2D<Double>>.Pass
  typealias Visit = (_ pixel: [Int], _ weight: [Int], _ output: [Int]) -> Void

  /// Visits each product of a pixel and a weight in an output.
  func forEach(_ pass: Pass, _ visit: Visit) {
    let (x, w) = (pass.input.shape, pass.layer.parameters.weight.shape)
    for out in 0..<pass.output.count {
      let output = pass.output.shape.index(ofOffset: out)
      for tap in 0..<w.stride(of: 0) {
        let weight = w.index(ofOffset: output[1] * w.stride(of: 0) + tap)
        let row = output[2] * stride.rows + weight[2] * dilation.rows - padding.rows
        let column =
          output[3] * stride.columns + weight[3] * dilation.columns - padding.columns
        guard (0..<x[2]).contains(row), (0..<x[3]).contains(column) else { continue }
        visit([output[0], weight[1], row, column], weight, output)
      }
    }
  }

  func inputGradient(_ pass: Pass) -> Tensor<Double> {
    var dx = Tensor<Double>(pass.input.shape)
    let w = pass.layer.parameters.weight
    forEach(pass) { dx.accumulate(pass.gradient[$2] * w[$1], at: $0) }
    return dx
  }

  func weightGradient(
    _ pass: Pass, where isCounted: (_ output: [Int]) -> Bool = { _ in true }
  ) -> Tensor<Double> {
    var dw = Tensor<Double>(pass.layer.parameters.weight.shape)
    forEach(pass) {
      if isCounted($2) { dw.accumulate(pass.gradient[$2] * pass.input[$0], at: $1) }
    }
    return dw
  }
}

/// The loops over the windows of a pooling layer without padding.
struct PoolingLoops: Sendable {
  let kernel: Extent
  let stride: Extent

  /// The place within a window of its maximum.
  func winner(_ output: [Int], in x: Tensor<Double>) -> (row: Int, column: Int) {
    var best = (row: 0, column: 0)
    var maximum = -Double.infinity
    for i in 0..<kernel.rows {
      for j in 0..<kernel.columns where x[pixel(output, i, j)] > maximum {
        maximum = x[pixel(output, i, j)]
        best = (i, j)
      }
    }
    return best
  }

  /// The pixel under a tap of a window.
  func pixel(_ output: [Int], _ i: Int, _ j: Int) -> [Int] {
    [output[0], output[1], output[2] * stride.rows + i, output[3] * stride.columns + j]
  }
}
