import Layers
import Tensors
import Testing

/// Expects that a layer refuses an input of a shape, in these words.
func expectRejection<L: Layer>(
  of shape: Shape, by layer: L, _ message: String,
  sourceLocation: SourceLocation = #_sourceLocation
) where L.Scalar == Double, L.Input == Tensor<Double> {
  let error = #expect(throws: InputError.self, sourceLocation: sourceLocation) {
    try layer.forward(Tensor(shape), in: ForwardContext(.training))
  }
  #expect(error?.description == message, sourceLocation: sourceLocation)
}

/// Expects that a loss refuses a prediction and a target, in these words.
func expectRejection<L: Loss>(
  of prediction: Shape, target: L.Target, by loss: L, _ message: String,
  sourceLocation: SourceLocation = #_sourceLocation
) where L.Scalar == Double, L.Prediction == Tensor<Double> {
  let error = #expect(throws: InputError.self, sourceLocation: sourceLocation) {
    try loss.forward(Tensor(prediction), target: target)
  }
  #expect(error?.description == message, sourceLocation: sourceLocation)
}
