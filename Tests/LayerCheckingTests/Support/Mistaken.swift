import GradientChecking
import LayerChecking
import Layers
import Tensors

/// A right layer with a mistake in its backward pass.
struct Mistaken<Base: Layer>: Layer
where Base.Scalar == Double, Base.Input == Tensor<Double>, Base.Output == Tensor<Double> {
  typealias Scalar = Double

  struct Cache: Sendable, BranchTracing {
    let input: Tensor<Double>
    let output: Tensor<Double>
    let base: Base.Cache

    var branches: [UInt16] { (base as? any BranchTracing)?.branches ?? [] }
  }

  /// What the mistaken backward pass may make use of.
  struct Pass {
    let layer: Base
    /// x, y and g.
    let input, output, gradient: Tensor<Double>
    /// What the right layer returns.
    let right: Gradients<Tensor<Double>, Base.Parameters>

    /// The right gradients, but for the input's.
    func replacingInput(_ input: Tensor<Double>) -> Gradients<Tensor<Double>, Base.Parameters> {
      Gradients(input: input, parameters: right.parameters)
    }

    /// The right gradients, but for the parameter's at `path`.
    func replacing(
      _ path: WritableKeyPath<Base.Parameters, Tensor<Double>>, by tensor: Tensor<Double>
    ) -> Gradients<Tensor<Double>, Base.Parameters> {
      var gradients = right
      gradients.parameters[keyPath: path] = tensor
      return gradients
    }
  }

  private var base: Base
  private let mistake: @Sendable (Pass) -> Gradients<Tensor<Double>, Base.Parameters>

  init(
    _ base: Base,
    _ mistake: @escaping @Sendable (Pass) -> Gradients<Tensor<Double>, Base.Parameters>
  ) {
    self.base = base
    self.mistake = mistake
  }

  var description: String { "Mistaken \(base)" }

  var parameters: Base.Parameters {
    get { base.parameters }
    set { base.parameters = newValue }
  }

  func forward(
    _ input: Tensor<Double>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Double>, cache: Cache) {
    let (output, cache) = try base.forward(input, in: context)
    return (output, Cache(input: input, output: output, base: cache))
  }

  func backward(
    _ outputGradient: Tensor<Double>, cache: Cache
  ) -> Gradients<Tensor<Double>, Base.Parameters> {
    mistake(
      Pass(
        layer: base, input: cache.input, output: cache.output, gradient: outputGradient,
        right: base.backward(outputGradient, cache: cache.base)))
  }
}
