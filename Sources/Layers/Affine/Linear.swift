import GSL
import Tensors

/// The affine map of each sample, or of each step of a sequence: every output is a weighted sum of all inputs, plus
/// a bias.
///
///     forward    Y = X·Wᵀ + 1·bᵀ
///     backward   dX = G·W        dW = Gᵀ·X        db = Gᵀ·1
///
/// Shapes: X [N, in] or [N, T, in], each row a vector of its own; W [out, in], b [out] unless it is left out, Y
/// [N, out] or [N, T, out]; G = ∂L/∂Y. The weight has a row an output, as in PyTorch; course notes often store the
/// transpose.
public struct Linear<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable {
    /// X, for dW.
    let input: Tensor<Scalar>
    /// W, for dX.
    let weight: Tensor<Scalar>
    let hasBias: Bool
  }

  public var parameters: AffineParameters<Scalar>

  /// A layer with the given weight [out, in] and bias [out], or without bias.
  public init(weight: Tensor<Scalar>, bias: Tensor<Scalar>?) {
    precondition(
      weight.shape.rank == 2 && (bias?.shape ?? [weight.shape[0]]) == [weight.shape[0]],
      "W [out, in], b [out]")
    parameters = AffineParameters(weight: weight, bias: bias)
  }

  /// A layer with random weights and zero biases, or none.
  public init(
    _ inputs: Int, _ outputs: Int, bias hasBias: Bool = true, initializer: Initializer = .he,
    from generator: RandomGenerator
  ) {
    self.init(
      weight: initializer.tensor(
        [outputs, inputs], fanIn: inputs, fanOut: outputs, from: generator),
      bias: hasBias ? Tensor([outputs]) : nil)
  }

  var inputs: Int { parameters.weight.shape[1] }
  var outputs: Int { parameters.weight.shape[0] }

  public var description: String { "Linear(\(inputs) → \(outputs))" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    guard (2...3).contains(input.shape.rank), input.shape.extents.last == inputs else {
      throw InputError(
        "\(self)", expects: "input [N, \(inputs)] or [N, T, \(inputs)]", got: "\(input.shape)")
    }
    let rows = input.shape.extents.dropLast()
    let outputs = outputs
    let output = Tensor<Scalar>(Shape(rows + [outputs])) { y in
      parameters.bias?.withElements { b in
        for place in y.indices { y[place] = b[place % outputs] }
      }
      Tensor.multiply(
        MatrixView(input, rows: rows.reduce(1, *), columns: inputs),
        MatrixView(parameters.weight, rows: outputs, columns: inputs).transposed,
        into: y, accumulate: parameters.bias != nil)
    }
    return (
      output,
      Cache(input: input, weight: parameters.weight, hasBias: parameters.bias != nil)
    )
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, AffineParameters<Scalar>> {
    let (outputs, inputs) = (cache.weight.shape[0], cache.weight.shape[1])
    let leading = cache.input.shape.extents.dropLast()
    let rows = leading.reduce(1, *)
    outputGradient.shape.requireOutput(Shape(leading + [outputs]))
    let x = MatrixView(cache.input, rows: rows, columns: inputs)
    let g = MatrixView(outputGradient, rows: rows, columns: outputs)
    let w = MatrixView(cache.weight, rows: outputs, columns: inputs)
    return Gradients(
      input: Tensor(cache.input.shape) { dx in Tensor.multiply(g, w, into: dx) },
      parameters: AffineParameters(
        weight: Tensor(cache.weight.shape) { dw in Tensor.multiply(g.transposed, x, into: dw) },
        bias: cache.hasBias
          ? Tensor([outputs]) { db in
            db.update(repeating: 0)
            outputGradient.withElements { g in
              for n in 0..<rows {
                for j in 0..<outputs { db[j] += g[n * outputs + j] }
              }
            }
          } : nil))
  }
}
