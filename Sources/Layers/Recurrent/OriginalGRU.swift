import GSL
import RealModule
import Tensors

/// The gated recurrent unit as the paper has it: the reset gate takes from the past before the product.
///
///     forward    r = σ(z_r)    z = σ(z_z)        zₜ = W_ih·xₜ + b_ih + W_hh·hₜ₋₁ + b_hh, blocks r and z
///                n = tanh(W_in·xₜ + b_in + W_hn·q + b_hn)        q = r·hₜ₋₁
///                hₜ = (1 − z)·n + z·hₜ₋₁
///     backward   dh = ∂L/∂hₜ        dn = dh·(1 − z)·(1 − n²)        dq = W_hnᵀ·dn
///                dz_r = dq·hₜ₋₁·r·(1 − r)        dz_z = dh·(hₜ₋₁ − n)·z·(1 − z)
///                ∂L/∂hₜ₋₁ = dh·z + dq·r + W_hhᵀ·[dz_r, dz_z]
///
/// The parameters' gradients are sums over samples and steps, as in ``Recurrent``.
///
/// Shapes: x [N, T, D], every hₜ [N, T, H], from a state of zeros; W_ih [3H, D], W_hh [3H, H], b_ih, b_hh [3H], in
/// blocks r, z, n. ``GRU`` multiplies by r after the product, as PyTorch and cuDNN do, and is the faster one for it;
/// this is Keras's with `reset_after=False`, whose blocks are z, r, n.
///
/// Source: Cho et al.: "Learning phrase representations using RNN encoder–decoder", EMNLP 2014.
public struct OriginalGRU<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable {
    /// A step, each [N, …].
    struct Step: Sendable {
      let input, before, r, z, n: Tensor<Scalar>
      /// 1 − z.
      let rest: Tensor<Scalar>
    }

    let steps: [Step]
    let parameters: RecurrentParameters<Scalar>
    let inputShape: Shape
  }

  public var parameters: RecurrentParameters<Scalar>

  /// A layer with the given weights [3H, D], [3H, H] and biases [3H].
  public init(
    inputWeight: Tensor<Scalar>, recurrentWeight: Tensor<Scalar>, inputBias: Tensor<Scalar>,
    recurrentBias: Tensor<Scalar>
  ) {
    parameters = RecurrentParameters(
      inputWeight: inputWeight, recurrentWeight: recurrentWeight, inputBias: inputBias,
      recurrentBias: recurrentBias)
    parameters.requireShapes(gates: 3)
  }

  /// A layer with random weights and zero biases.
  public init(
    _ inputs: Int, _ units: Int, initializer: Initializer = .xavier, from generator: RandomGenerator
  ) {
    parameters = GRU<Scalar>(inputs, units, initializer: initializer, from: generator).parameters
  }

  public var description: String { "OriginalGRU(\(parameters.inputs) → \(parameters.units))" }

  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let shape = input.shape
    guard shape.rank == 3, shape[2] == parameters.inputs else {
      throw InputError("\(self)", expects: "input [N, T, \(parameters.inputs)]", got: "\(shape)")
    }
    let units = parameters.units
    let gateWeight = parameters.recurrentWeight.slice(0..<2 * units, along: 0)
    let stateWeight = parameters.recurrentWeight.slice(2 * units..<3 * units, along: 0)
    let bias = parameters.inputBias + parameters.recurrentBias
    var (h, steps) = (Tensor<Scalar>([shape[0], units]), [Cache.Step]())
    var outputs: [Tensor<Scalar>] = []
    for t in 0..<shape[1] {
      let x = input.slice(at: t, along: 1)
      let affine = x.matrixProduct(with: parameters.inputWeight, transposing: .right)
        .addingRow(bias)
      let gates =
        affine.slice(0..<2 * units, along: 1)
        + h.matrixProduct(with: gateWeight, transposing: .right)
      let r = gates.slice(0..<units, along: 1).map { Scalar.sigmoid($0) }
      let share = gates.slice(units..<2 * units, along: 1)
      let (z, rest) = (share.map { Scalar.sigmoid($0) }, share.map { Scalar.sigmoid(-$0) })
      let n =
        (affine.slice(2 * units..<3 * units, along: 1)
        + (r * h).matrixProduct(with: stateWeight, transposing: .right))
        .map { Scalar.hyperbolicTangent($0) }
      steps.append(Cache.Step(input: x, before: h, r: r, z: z, n: n, rest: rest))
      h = rest * n + z * h
      outputs.append(h.reshaped([shape[0], 1, units]))
    }
    let output =
      outputs.isEmpty
      ? Tensor([shape[0], 0, units]) : Tensor(concatenating: outputs, along: 1)
    return (output, Cache(steps: steps, parameters: parameters, inputShape: shape))
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, RecurrentParameters<Scalar>> {
    let (own, shape, units) = (cache.parameters, cache.inputShape, cache.parameters.units)
    outputGradient.shape.requireOutput([shape[0], shape[1], units])
    let gateWeight = own.recurrentWeight.slice(0..<2 * units, along: 0)
    let stateWeight = own.recurrentWeight.slice(2 * units..<3 * units, along: 0)
    var gradients = own.zeros()
    var dh = Tensor<Scalar>([shape[0], units])
    var inputs: [Tensor<Scalar>] = []
    for (t, step) in cache.steps.enumerated().reversed() {
      dh += outputGradient.slice(at: t, along: 1)
      let (h, r, z, n) = (step.before, step.r, step.z, step.n)
      let dn = dh * step.rest * (1 - n) * (1 + n)
      let dq = dn.matrixProduct(with: stateWeight)
      let dr = dq * h * r * (1 - r)
      let dz = dh * (h - n) * z * step.rest
      let gates = Tensor(concatenating: [dr, dz], along: 1)
      let all = Tensor(concatenating: [dr, dz, dn], along: 1)
      gradients.inputWeight += all.matrixProduct(with: step.input, transposing: .left)
      gradients.recurrentWeight += Tensor(
        concatenating: [
          gates.matrixProduct(with: h, transposing: .left),
          dn.matrixProduct(with: r * h, transposing: .left),
        ], along: 0)
      gradients.inputBias += Tensor([3 * units], all.channelSums())
      inputs.append(
        all.matrixProduct(with: own.inputWeight).reshaped([shape[0], 1, shape[2]]))
      dh = dh * z + dq * r + gates.matrixProduct(with: gateWeight)
    }
    gradients.recurrentBias = gradients.inputBias
    let input =
      inputs.isEmpty ? Tensor(shape) : Tensor(concatenating: inputs.reversed(), along: 1)
    return Gradients(input: input, parameters: gradients)
  }
}

extension Tensor {
  /// [N, D] with a vector [D] added to each row.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  fileprivate func addingRow(_ row: Tensor) -> Tensor {
    let width = row.count
    return Tensor(shape) { y in
      withElements { x in
        for i in 0..<x.count { y[i] = x[i] + row[i % width] }
      }
    }
  }
}
