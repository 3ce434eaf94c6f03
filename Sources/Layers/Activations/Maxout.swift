import Tensors

/// The largest of each k neighbors along the second axis.
///
///     forward    y[n, c, …] = maxⱼ x[n, c·k + j, …]        0 ≤ j < k
///     backward   dx is g at the largest of each k, else 0
///
/// Shapes: x [N, C·k, …], y [N, C, …]; behind a ``Linear`` of C·k outputs it is a maxout layer. Among equals the first
/// is the largest. Throws where k does not divide the second axis.
///
/// Source: Goodfellow et al.: "Maxout networks", ICML 2013.
public struct Maxout<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable, BranchTracing {
    let inputShape, outputShape: Shape
    /// j of each y.
    public let branches: [UInt16]
  }

  /// k.
  public let pieces: Int

  public init(_ pieces: Int) {
    precondition(pieces > 0 && pieces < 1 << 16, "k is in 1 ..< 65536")
    self.pieces = pieces
  }

  public var description: String { "Maxout(\(pieces))" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let shape = input.shape
    guard shape.rank > 1, shape[1] % pieces == 0 else {
      throw InputError("\(self)", expects: "input [N, C·\(pieces), …]", got: "\(shape)")
    }
    let step = max(1, shape.stride(of: 1))
    let outputShape = Shape([shape[0], shape[1] / pieces] + shape.extents.dropFirst(2))
    var branches = [UInt16](repeating: 0, count: outputShape.count)
    let output = Tensor<Scalar>(outputShape) { y in
      input.withElements { x in
        for i in y.indices {
          let first = i / step * step * pieces + i % step
          var best = 0
          for j in 1..<max(1, pieces) where x[first + j * step] > x[first + best * step] {
            best = j
          }
          y[i] = x[first + best * step]
          branches[i] = UInt16(best)
        }
      }
    }
    return (output, Cache(inputShape: shape, outputShape: outputShape, branches: branches))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    outputGradient.shape.requireOutput(cache.outputShape)
    let step = max(1, cache.inputShape.stride(of: 1))
    var dx = Tensor<Scalar>(cache.inputShape)
    dx.withMutableElements { dx in
      outputGradient.withElements { g in
        for i in g.indices {
          dx[i / step * step * pieces + i % step + Int(cache.branches[i]) * step] = g[i]
        }
      }
    }
    return Gradients(input: dx)
  }
}
