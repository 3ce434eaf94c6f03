import Layers
import Tensors

/// A layer that is a linear one but for what it says of its parts.
protocol LinearInside: Layer
where
  Scalar == Double, Input == Tensor<Double>, Output == Tensor<Double>,
  Parameters == AffineParameters<Double>, Cache == Linear<Double>.Cache
{
  var base: Linear<Double> { get set }
}

extension LinearInside {
  var parameters: AffineParameters<Double> {
    get { base.parameters }
    set { base.parameters = newValue }
  }

  var description: String { "\(Self.self)" }

  func forward(
    _ input: Tensor<Double>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Double>, cache: Linear<Double>.Cache) {
    try base.forward(input, in: context)
  }

  func backward(
    _ gradient: Tensor<Double>, cache: Linear<Double>.Cache
  ) -> Gradients<Tensor<Double>, AffineParameters<Double>> {
    base.backward(gradient, cache: cache)
  }
}
