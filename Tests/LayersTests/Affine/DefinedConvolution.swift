import Tensors

/// A convolution with stride 1 and its gradients, sum by sum as the definition has them.
struct DefinedConvolution {
  let weight, bias: Tensor<Double>
  let padding: Int

  /// Calls `body` with the offsets of every product's output, input and weight.
  private func forEachProduct(_ x: Shape, _ body: (_ y: Int, _ x: Int, _ w: Int) -> Void) {
    let (outputs, channels) = (weight.shape[0], weight.shape[1])
    let (kernelRows, kernelColumns) = (weight.shape[2], weight.shape[3])
    let size = outputSize(x)
    for n in 0..<x[0] {
      for o in 0..<outputs {
        for c in 0..<channels {
          for i in 0..<kernelRows {
            for j in 0..<kernelColumns {
              for r in max(0, padding - i)..<min(size.rows, x[2] + padding - i) {
                for s in max(0, padding - j)..<min(size.columns, x[3] + padding - j) {
                  body(
                    ((n * outputs + o) * size.rows + r) * size.columns + s,
                    ((n * channels + c) * x[2] + r + i - padding) * x[3] + s + j - padding,
                    ((o * channels + c) * kernelRows + i) * kernelColumns + j)
                }
              }
            }
          }
        }
      }
    }
  }

  private func outputSize(_ x: Shape) -> Extent {
    Extent(x[2] + 2 * padding - weight.shape[2] + 1, x[3] + 2 * padding - weight.shape[3] + 1)
  }

  func output(_ x: Tensor<Double>) -> Tensor<Double> {
    let (outputs, size) = (weight.shape[0], outputSize(x.shape))
    return Tensor([x.shape[0], outputs, size.rows, size.columns]) { y in
      for i in y.indices { y[i] = bias[i / size.area % outputs] }
      x.withElements { x_ in
        weight.withElements { w in forEachProduct(x.shape) { y[$0] += x_[$1] * w[$2] } }
      }
    }
  }

  func gradients(
    _ g: Tensor<Double>, at x: Tensor<Double>
  ) -> (input: Tensor<Double>, weight: Tensor<Double>) {
    var (dx, dw) = (Tensor<Double>(x.shape), Tensor<Double>(weight.shape))
    dx.withMutableElements { dx in
      dw.withMutableElements { dw in
        let (dx, dw) = (dx, dw)
        x.withElements { x_ in
          weight.withElements { w in
            g.withElements { g in
              forEachProduct(x.shape) { y, x, k in
                dx[x] += g[y] * w[k]
                dw[k] += g[y] * x_[x]
              }
            }
          }
        }
      }
    }
    return (dx, dw)
  }
}
