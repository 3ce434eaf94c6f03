import Layers
import Tensors

/// The last step of each sequence that is no padding: what a recurrent layer made of all that counts.
///
///     forward    y[n, ·] = x[n, Lₙ − 1, ·]
///     backward   dx[n, Lₙ − 1, ·] = g[n, ·], 0 elsewhere
///
/// Shapes: x [N, T, D] with a mask [N, 1, T] of the Lₙ first steps, all T without one; y [N, D]. A sequence of padding
/// alone gives zeros.
struct LastStep<Scalar: TensorScalar>: Layer {
  typealias Input = MaskedSequence<Scalar>

  struct Cache: Sendable {
    let input: MaskedSequence<Scalar>
    /// Lₙ.
    let lengths: [Int]
  }

  var description: String { "LastStep" }

  func forward(
    _ input: MaskedSequence<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let shape = input.sequence.shape
    guard shape.rank == 3, input.mask.map({ $0.shape == [shape[0], 1, shape[1]] }) ?? true else {
      throw InputError(
        "\(self)", expects: "a sequence [N, T, D] and a mask [N, 1, T]",
        got: "\(shape)\(input.mask.map { " and \($0.shape)" } ?? "")")
    }
    let (samples, steps, width) = (shape[0], shape[1], shape[2])
    let lengths = (0..<samples).map { n in
      (input.mask?.isVisible[n * steps..<(n + 1) * steps]).map { visible in
        visible.lastIndex(of: true).map { $0 - n * steps + 1 } ?? 0
      } ?? steps
    }
    var output = Tensor<Scalar>([samples, width])
    for (n, length) in lengths.enumerated() where length > 0 {
      for j in 0..<width {
        output[n * width + j] = input.sequence[(n * steps + length - 1) * width + j]
      }
    }
    return (output, Cache(input: input, lengths: lengths))
  }

  func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<MaskedSequence<Scalar>, NoTensors<Scalar>> {
    let shape = cache.input.sequence.shape
    let (steps, width) = (shape[1], shape[2])
    var sequence = Tensor<Scalar>(shape)
    for (n, length) in cache.lengths.enumerated() where length > 0 {
      for j in 0..<width {
        sequence[(n * steps + length - 1) * width + j] = outputGradient[n * width + j]
      }
    }
    return Gradients(input: MaskedSequence(sequence, mask: cache.input.mask))
  }
}
