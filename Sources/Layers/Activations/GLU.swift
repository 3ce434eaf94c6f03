import Tensors

/// The gated linear unit: one half of an axis says how much of the other passes.
///
///     forward    y = a·σ(b)        x = [a; b] along the axis
///     backward   da = g·σ(b)       db = g·a·σ(b)·σ(−b)
///
/// Any shape whose axis, the last one by default, is even; it counts from the end where it is negative. Source:
/// Dauphin et al.: "Language modeling with gated convolutional networks", ICML 2017.
public struct GLU<Scalar: TensorScalar>: Layer {
  public let axis: Int

  public init(axis: Int = -1) { self.axis = axis }

  public var description: String { axis == -1 ? "GLU" : "GLU(axis \(axis))" }

  /// The numbers of a half in each run of the axis and those after it.
  private func half(_ shape: Shape) -> Int {
    let axis = axis < 0 ? axis + shape.rank : axis
    return shape[axis] / 2 * shape.stride(of: axis)
  }

  /// The cache is x.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Tensor<Scalar>) {
    let rank = input.shape.rank
    guard (-rank..<rank).contains(axis),
      input.shape[axis < 0 ? axis + rank : axis].isMultiple(of: 2)
    else {
      throw InputError(
        "\(self)", expects: "an even number along axis \(axis)", got: "\(input.shape)")
    }
    let half = half(input.shape)
    var extents = input.shape.extents
    extents[axis < 0 ? axis + rank : axis] /= 2
    let output = Tensor<Scalar>(Shape(extents)) { y in
      input.withElements { x in
        for i in y.indices {
          let a = i / half * 2 * half + i % half
          y[i] = x[a] * Scalar.sigmoid(x[a + half])
        }
      }
    }
    return (output, input)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache input: Tensor<Scalar>
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    precondition(
      2 * outputGradient.count == input.count,
      "an output gradient \(outputGradient.shape) for the outputs of \(self)")
    let half = half(input.shape)
    return Gradients(
      input: Tensor(input.shape) { dx in
        input.withElements { x in
          outputGradient.withElements { g in
            for i in g.indices {
              let a = i / half * 2 * half + i % half
              let (gate, rest) = (Scalar.sigmoid(x[a + half]), Scalar.sigmoid(-x[a + half]))
              dx[a] = g[i] * gate
              dx[a + half] = g[i] * x[a] * gate * rest
            }
          }
        }
      })
  }
}
