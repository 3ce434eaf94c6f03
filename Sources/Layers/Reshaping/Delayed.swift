import Tensors

/// A sequence one step later, so that what reads it at a step knows the steps before alone.
///
///     forward    y[n, 0, …] = 0        y[n, t, …] = x[n, t − 1, …]
///     backward   dx[n, t, …] = g[n, t + 1, …]        dx[n, T − 1, …] = 0
///
/// Shapes: x and y [N, T, …].
public struct Delayed<Scalar: TensorScalar>: Layer {
  public init() {}

  public var description: String { "Delayed" }

  /// The cache is the shape of x.
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Shape) {
    guard input.shape.rank > 1 else {
      throw InputError("\(self)", expects: "input [N, T, …]", got: "\(input.shape)")
    }
    return (Self.moved(input, by: 1), input.shape)
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache shape: Shape
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    outputGradient.shape.requireOutput(shape)
    return Gradients(input: Self.moved(outputGradient, by: -1))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private static func moved(_ x: Tensor<Scalar>, by steps: Int) -> Tensor<Scalar> {
    let (length, width) = (x.shape[1], x.shape.stride(of: 1))
    return Tensor(x.shape) { y in
      x.withElements { x in
        for i in 0..<x.count {
          let source = i / max(1, width) % max(1, length) - steps
          y[i] = (0..<length).contains(source) ? x[i - steps * width] : 0
        }
      }
    }
  }
}
