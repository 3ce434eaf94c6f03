import Tensors

/// A sequence from its end to its start, for a recurrent layer that reads it backward.
///
///     forward    y[n, t, …] = x[n, T − 1 − t, …]
///     backward   dx[n, t, …] = g[n, T − 1 − t, …]
///
/// Shapes: x and y [N, T, …].
public struct Reversed<Scalar: TensorScalar>: Layer {
  public init() {}

  public var description: String { "Reversed" }

  /// The cache is the shape of x.
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Shape) {
    guard input.shape.rank > 1 else {
      throw InputError("\(self)", expects: "input [N, T, …]", got: "\(input.shape)")
    }
    return (Self.reversed(input), input.shape)
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache shape: Shape
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    outputGradient.shape.requireOutput(shape)
    return Gradients(input: Self.reversed(outputGradient))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private static func reversed(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    let (steps, width) = (x.shape[1], x.shape.stride(of: 1))
    return Tensor(x.shape) { y in
      x.withElements { x in
        for i in 0..<x.count {
          let (row, column) = i.quotientAndRemainder(dividingBy: width)
          let (sample, step) = row.quotientAndRemainder(dividingBy: steps)
          y[(sample * steps + steps - 1 - step) * width + column] = x[i]
        }
      }
    }
  }
}
