import RealModule
import Tensors

/// Each number divided by how large its neighbors in other channels are.
///
///     forward    d = k + (α/n)·Σ x²        over the n channels around its own        y = x·d^(−β)
///     backward   dx_c = g_c·d_c^(−β) − (2·α·β/n)·x_c·Σ g_j·x_j·d_j^(−β − 1)        over the j whose d has x_c
///
/// Shapes: x [N, C, …]. Of an even n, one more channel below than above. n is 5, α 1e-4, β 0.75 and k 1 by default; α
/// is divided by n also at the border, as in PyTorch. (The paper has α without n, and k = 2.)
///
/// Source: Krizhevsky, Sutskever, Hinton: "ImageNet classification with deep convolutional neural networks", NIPS 2012.
public struct LocalResponseNorm<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable {
    let input: Tensor<Scalar>
    /// d.
    let divisors: Tensor<Scalar>
  }

  /// n.
  public let size: Int
  public let alpha, beta, k: Scalar

  public init(_ size: Int = 5, alpha: Scalar = 1e-4, beta: Scalar = 0.75, k: Scalar = 1) {
    precondition(size > 0 && k > 0 && alpha >= 0, "n > 0, k > 0, α ≥ 0")
    (self.size, self.alpha, self.beta, self.k) = (size, alpha, beta, k)
  }

  public var description: String { "LocalResponseNorm(\(size))" }

  /// The sum of `term` over the channels around each number's own, or of those around which its own is.
  @inline(__always)
  private func around(
    _ i: Int, _ shape: Shape, reversed: Bool, _ term: (Int) -> Scalar
  ) -> Scalar {
    let (channels, step) = (shape[1], shape.stride(of: 1))
    let c = i / step % channels
    let (below, above) = (size / 2, (size - 1) / 2)
    let first = Swift.max(0, c - (reversed ? above : below))
    let last = Swift.min(channels - 1, c + (reversed ? below : above))
    var sum: Scalar = 0
    for other in first...last { sum += term(i + (other - c) * step) }
    return sum
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let shape = input.shape
    guard shape.rank > 1 else {
      throw InputError("\(self)", expects: "input [N, C, …]", got: "\(shape)")
    }
    let share = alpha / Scalar(size)
    let divisors = Tensor<Scalar>(shape) { d in
      input.withElements { x in
        for i in 0..<x.count {
          d[i] = k + share * around(i, shape, reversed: false) { x[$0] * x[$0] }
        }
      }
    }
    let beta = beta
    return (
      input.combined(with: divisors) { $0 * Scalar.pow($1, -beta) },
      Cache(input: input, divisors: divisors)
    )
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    let shape = cache.input.shape
    outputGradient.shape.requireOutput(shape)
    let share = 2 * alpha * beta / Scalar(size)
    // g·d^(−β), of which each is needed several times.
    let scaled = outputGradient.combined(with: cache.divisors) { $0 * Scalar.pow($1, -beta) }
    return Gradients(
      input: Tensor(shape) { dx in
        cache.input.withElements { x in
          cache.divisors.withElements { d in
            scaled.withElements { g in
              for i in 0..<x.count {
                let others = around(i, shape, reversed: true) { g[$0] * x[$0] / d[$0] }
                dx[i] = g[i] - share * x[i] * others
              }
            }
          }
        }
      })
  }
}
