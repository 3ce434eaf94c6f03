import GSL
import Tensors

/// The affine map of each sample: every output is a weighted sum of all inputs, plus a bias.
///
///     forward    Y = X·Wᵀ + 1·bᵀ
///     backward   dX = G·W        dW = Gᵀ·X        db = Gᵀ·1
///
/// Shapes: X [N, in], W [out, in], b [out] unless it is left out, Y [N, out]; G = ∂L/∂Y. The weight has a row an output, as
/// in PyTorch; course notes often store the transpose.
public struct Linear<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable {
    /// X, for dW.
    let input: Tensor<Scalar>
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

  private var inputs: Int { parameters.weight.shape[1] }
  private var outputs: Int { parameters.weight.shape[0] }

  public var description: String { "Linear(\(inputs) → \(outputs))" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    guard input.shape.rank == 2, input.shape[1] == inputs else {
      throw InputError("\(self)", expects: "input [N, \(inputs)]", got: "\(input.shape)")
    }
    let shape: Shape = [input.shape[0], outputs]
    let output = Tensor<Scalar>(shape) { y in
      parameters.bias?.withElements { b in
        for place in y.indices { y[place] = b[place % outputs] }
      }
      Tensor.multiply(
        MatrixView(input, rows: input.shape[0], columns: inputs),
        MatrixView(parameters.weight, rows: outputs, columns: inputs).transposed,
        into: y, accumulate: parameters.bias != nil)
    }
    return (output, Cache(input: input))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, AffineParameters<Scalar>> {
    let samples = cache.input.shape[0]
    let x = MatrixView(cache.input, rows: samples, columns: inputs)
    let g = MatrixView(outputGradient, rows: samples, columns: outputs)
    let w = MatrixView(parameters.weight, rows: outputs, columns: inputs)
    let outputs = outputs
    return Gradients(
      input: Tensor(cache.input.shape) { dx in Tensor.multiply(g, w, into: dx) },
      parameters: AffineParameters(
        weight: Tensor(parameters.weight.shape) { dw in Tensor.multiply(g.transposed, x, into: dw)
        },
        bias: parameters.bias.map { bias in
          Tensor(bias.shape) { db in
            db.update(repeating: 0)
            outputGradient.withElements { g in
              for n in 0..<samples {
                for j in 0..<outputs { db[j] += g[n * outputs + j] }
              }
            }
          }
        }))
  }
}

// MARK: - Parts

extension Linear: PartialForward {
  /// A number of X reaches its sample, one of W or b its output.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func reach(
    of coordinate: LayerCoordinate, inputShape: Shape, in context: ForwardContext
  ) -> OutputRegion {
    let (samples, all) = (0..<inputShape[0], 0..<outputs)
    switch coordinate {
    case .input(let offset):
      let n = offset / inputs
      return OutputRegion(samples: n..<n + 1, channels: all)
    case .parameter(let slot, let offset):
      let j = slot == 0 ? offset / inputs : offset
      return OutputRegion(samples: samples, channels: j..<j + 1)
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext, only region: OutputRegion,
    displaced coordinate: LayerCoordinate, into part: UnsafeMutableBufferPointer<Scalar>
  ) {
    let inputs = inputs
    input.withElements { x in
      parameters.weight.withElements { w in
        var place = 0
        for n in region.samples {
          let x = UnsafeBufferPointer(rebasing: x[n * inputs..<(n + 1) * inputs])
          for j in region.channels {
            let w = UnsafeBufferPointer(rebasing: w[j * inputs..<(j + 1) * inputs])
            part[place] = (parameters.bias?[j] ?? 0) + Tensor.sum(inputs) { w[$0] * x[$0] }
            place += 1
          }
        }
      }
    }
  }
}
