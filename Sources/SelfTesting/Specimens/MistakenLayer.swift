import GradientChecking
import LayerChecking
import Layers
import Tensors

/// A right layer with a mistake in its backward pass.
struct MistakenLayer<Base: Layer>: Layer
where Base.Scalar == Double, Base.Input == Tensor<Double>, Base.Output == Tensor<Double> {
  typealias Scalar = Double
  typealias Backward = @Sendable (Pass) -> Gradients<Tensor<Double>, Base.Parameters>

  struct Cache: Sendable, BranchTracing {
    let input: Tensor<Double>
    let output: Tensor<Double>
    let context: ForwardContext
    let base: Base.Cache

    var branches: [UInt16] { (base as? any BranchTracing)?.branches ?? [] }
  }

  /// What the mistaken backward pass may make use of.
  struct Pass {
    let layer: Base
    /// x, y and g.
    let input, output, gradient: Tensor<Double>
    let context: ForwardContext
    /// What the right layer returns.
    let right: Gradients<Tensor<Double>, Base.Parameters>
  }

  private var base: Base
  private let mistake: Backward

  init(_ base: Base, _ mistake: @escaping Backward) {
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
    return (output, Cache(input: input, output: output, context: context, base: cache))
  }

  func backward(
    _ outputGradient: Tensor<Double>, cache: Cache
  ) -> Gradients<Tensor<Double>, Base.Parameters> {
    mistake(
      Pass(
        layer: base, input: cache.input, output: cache.output, gradient: outputGradient,
        context: cache.context, right: base.backward(outputGradient, cache: cache.base)))
  }
}

extension MistakenLayer.Pass {
  /// The right gradients, but for the input's.
  func input(_ dx: Tensor<Double>) -> Gradients<Tensor<Double>, Base.Parameters> {
    Gradients(input: dx, parameters: right.parameters)
  }

  /// The right gradients, but for each element of the input's.
  func eachInput(_ change: (Double) -> Double) -> Gradients<Tensor<Double>, Base.Parameters> {
    input(right.input.map(change))
  }

  /// The right gradients, but for the parameter's at `path`.
  func parameter(
    _ path: WritableKeyPath<Base.Parameters, Tensor<Double>>, _ tensor: Tensor<Double>
  ) -> Gradients<Tensor<Double>, Base.Parameters> {
    var gradients = right
    gradients.parameters[keyPath: path] = tensor
    return gradients
  }

  /// The right gradients, but for each element of the parameter's at `path`.
  func each(
    _ path: WritableKeyPath<Base.Parameters, Tensor<Double>>, _ change: (Double) -> Double
  ) -> Gradients<Tensor<Double>, Base.Parameters> {
    parameter(path, right.parameters[keyPath: path].map(change))
  }

  /// What `layer` gives backward for another input or cotangent; the right gradients where these do
  /// not fit it.
  func backward(
    of other: Base? = nil, at otherInput: Tensor<Double>? = nil,
    _ otherGradient: Tensor<Double>? = nil, in otherContext: ForwardContext? = nil
  ) -> Gradients<Tensor<Double>, Base.Parameters> {
    let layer = other ?? layer
    guard let cache = try? layer.forward(otherInput ?? input, in: otherContext ?? context).cache
    else { return right }
    return layer.backward(otherGradient ?? gradient, cache: cache)
  }
}

/// What is known of the layer is known of its mistaken copy.
extension MistakenLayer: DescribedLayer {
  func describe(_ pass: DescribedPass<Double>, in facts: inout MapFacts) {
    (base as? any DescribedLayer<Double>)?.describe(pass, in: &facts)
  }
}
