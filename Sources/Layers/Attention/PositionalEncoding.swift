import RealModule
import Tensors

/// Waves added to a sequence, so that each step can be told from the others.
///
///     forward    y[n, t, j] = x[n, t, j] + P[t, j]        P[t, 2i] = sin(t·ω_i), P[t, 2i + 1] = cos(t·ω_i)
///     backward   dx = g                                   ω_i = 10000^(−2i/D)
///
/// Shapes: x and y [N, T, D]. Nothing is learned; learned positions are an ``Embedding``. Source: Vaswani et al.:
/// "Attention is all you need", NIPS 2017.
public struct PositionalEncoding<Scalar: TensorScalar>: Layer {
  public init() {}

  public var description: String { "PositionalEncoding" }

  /// The cache is the shape of x.
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Shape) {
    let shape = input.shape
    guard shape.rank == 3 else {
      throw InputError("\(self)", expects: "input [N, T, D]", got: "\(shape)")
    }
    let (steps, width) = (shape[1], shape[2])
    var waves = [Scalar](repeating: 0, count: steps * width)
    for t in 0..<steps {
      for j in 0..<width {
        let angle = Scalar(t) * Scalar.pow(10000, -Scalar(j / 2 * 2) / Scalar(width))
        waves[t * width + j] = j.isMultiple(of: 2) ? Scalar.sin(angle) : Scalar.cos(angle)
      }
    }
    let output = Tensor<Scalar>(shape) { y in
      input.withElements { x in
        for i in 0..<x.count { y[i] = x[i] + waves[i % waves.count] }
      }
    }
    return (output, shape)
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache shape: Shape
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    outputGradient.shape.requireOutput(shape)
    return Gradients(input: outputGradient)
  }
}
