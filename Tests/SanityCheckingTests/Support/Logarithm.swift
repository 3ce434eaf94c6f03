import Layers
import Tensors

/// −log x, which is not a number below 0.
struct Logarithm: Layer {
  typealias Scalar = Float
  var description: String { "Logarithm" }

  func forward(
    _ input: Tensor<Float>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Float>, cache: Tensor<Float>) {
    (input.map { -Float.log($0) }, input)
  }

  func backward(
    _ gradient: Tensor<Float>, cache input: Tensor<Float>
  ) -> Gradients<Tensor<Float>, NoTensors<Float>> {
    Gradients(input: gradient.combined(with: input) { -$0 / $1 })
  }
}
