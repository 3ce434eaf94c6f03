import Tensors

/// Rows of numbers brought to one mean square, with their way back: what all norms over a sample's own numbers are.
///
///     forward    μ = mean(x), or 0        v = mean((x − μ)²)        x̂ = (x − μ) / √(v + ε)
///     backward   dx = (ĝ − mean(ĝ) − x̂·mean(ĝ·x̂)) / √(v + ε)        without mean(ĝ) where μ is 0
struct NormalizedRows<Scalar: TensorScalar>: Sendable {
  /// x̂.
  let values: Tensor<Scalar>
  /// 1 / √(v + ε) of each row.
  private let inverses: [Scalar]
  private let isCentered: Bool

  /// The rows of `width` numbers each that make up a tensor.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  init(_ x: Tensor<Scalar>, width: Int, epsilon: Scalar, centered isCentered: Bool = true) {
    var inverses = [Scalar](repeating: 0, count: x.count / width)
    values = Tensor(x.shape) { values in
      x.withElements { x in
        for row in inverses.indices {
          let start = row * width
          let mean: Scalar = isCentered ? Tensor.sum(width) { x[start + $0] } / Scalar(width) : 0
          let squares = Tensor.sum(width) { (x[start + $0] - mean) * (x[start + $0] - mean) }
          let inverse = 1 / Scalar.sqrt(squares / Scalar(width) + epsilon)
          for i in start..<start + width { values[i] = (x[i] - mean) * inverse }
          inverses[row] = inverse
        }
      }
    }
    self.inverses = inverses
    self.isCentered = isCentered
  }

  /// dx for ĝ.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func gradient(_ g: Tensor<Scalar>) -> Tensor<Scalar> {
    let width = inverses.isEmpty ? 1 : g.count / inverses.count
    return Tensor(g.shape) { dx in
      g.withElements { g in
        values.withElements { x in
          for (row, inverse) in inverses.enumerated() {
            let start = row * width
            let mean: Scalar =
              isCentered ? Tensor.sum(width) { g[start + $0] } / Scalar(width) : 0
            let slope = Tensor.sum(width) { g[start + $0] * x[start + $0] } / Scalar(width)
            for i in start..<start + width { dx[i] = (g[i] - mean - x[i] * slope) * inverse }
          }
        }
      }
    }
  }
}

extension Tensor {
  /// γ·x + β, of each channel its own: the runs of `length` numbers belong to the channels in turn.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func scaled(by gamma: Tensor, plus beta: Tensor?, length: Int) -> Tensor {
    let channels = gamma.count
    return Tensor(shape) { y in
      withElements { x in
        gamma.withElements { gamma in
          for i in 0..<x.count {
            let c = i / length % channels
            y[i] = gamma[c] * x[i] + (beta?[c] ?? 0)
          }
        }
      }
    }
  }

  /// Σ x and Σ x·z of each of so many channels.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func channelSums(with z: Tensor, channels: Int, length: Int) -> (sums: Tensor, products: Tensor) {
    var (sums, products) = (Tensor([channels]), Tensor([channels]))
    sums.withMutableElements { sums in
      products.withMutableElements { products in
        withElements { x in
          z.withElements { z in
            for i in 0..<x.count {
              let c = i / length % channels
              sums[c] += x[i]
              products[c] += x[i] * z[i]
            }
          }
        }
      }
    }
    return (sums, products)
  }
}
