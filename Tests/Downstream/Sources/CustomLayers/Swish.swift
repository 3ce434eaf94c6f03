import Layers
import Tensors

/// The swish with a learned slope, y = x·σ(βx), as a layer among those of the toolkit.
///
///     backward   dx = g·(s + βx·s·(1 − s))       s = σ(βx)
///                dβ = Σ g·x²·s·(1 − s)
///
/// Any shape. Source: Ramachandran, Zoph, Le: "Searching for activation functions", 2017.
public struct Swish<Scalar: TensorScalar>: Layer {
  public struct Parameters: TensorGroup {
    /// β, of shape [1].
    public var beta: Tensor<Scalar>

    public var slots: [TensorSlot] { [TensorSlot("beta", role: .scale)] }

    public subscript(slot position: Int) -> Tensor<Scalar> {
      get { beta }
      set { beta = newValue }
    }
  }

  public struct Cache: Sendable {
    let input: Tensor<Scalar>
    /// s
    let gate: Tensor<Scalar>
  }

  public var parameters: Parameters

  public init(beta: Scalar) { parameters = Parameters(beta: Tensor([1], [beta])) }

  public var description: String { "Swish(β \(parameters.beta[0]))" }

  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let beta = parameters.beta[0]
    let gate = input.map { 1 / (1 + Scalar.exp(-beta * $0)) }
    return (input.combined(with: gate) { $0 * $1 }, Cache(input: input, gate: gate))
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, Parameters> {
    let beta = parameters.beta[0]
    let (x, s) = (cache.input, cache.gate)
    var input = outputGradient
    var slope: Scalar = 0
    for i in 0..<x.count {
      let rest = x[i] * s[i] * (1 - s[i])
      input[i] *= s[i] + beta * rest
      slope += outputGradient[i] * x[i] * rest
    }
    return Gradients(input: input, parameters: Parameters(beta: Tensor([1], [slope])))
  }
}
