import GSL
import GradientChecking
import LayerChecking
import Layers
import Tensors

/// A network of every kind of layer that is small enough to be evaluated often, on three images.
enum SmallModel {
  static let inputShape: Shape = [3, 2, 6, 5]
  static let labels = [1, 3, 0]

  static func network<Scalar: TensorScalar>(of: Scalar.Type = Scalar.self) -> Stack<Scalar> {
    let generator = RandomGenerator(seed: 1)
    return Stack([
      .init("conv", Conv2D(2, 3, kernel: 3, padding: 1, from: generator)),
      .init("norm", BatchNorm(gamma: .random([3], seed: 2), beta: .random([3], seed: 3))),
      .init("relu", ReLU()),
      .init("pool", MaxPool2D(kernel: 2)),
      .init("dropout", Dropout(rate: 0.3)),
      .init("flatten", Flatten()),
      .init("linear", Linear(18, 4, from: generator)),
    ])
  }

  static func function<Scalar: TensorScalar>(
    _ mode: ForwardContext.Mode, of: Scalar.Type = Scalar.self
  ) -> ModelFunction<Stack<Scalar>, SoftmaxCrossEntropy<Scalar>> {
    ModelFunction(
      network(), loss: SoftmaxCrossEntropy(), at: .random(inputShape, seed: 4), target: labels,
      in: ForwardContext(mode, key: RandomKey(5)))
  }

  /// The loss with the input or a parameter replaced, by a plain pass through the whole network.
  static func value<Scalar: TensorScalar>(
    _ mode: ForwardContext.Mode, of: Scalar.Type, at point: Point
  ) throws -> Double {
    var network: Stack<Scalar> = network()
    for (position, block) in point.blocks.dropFirst().enumerated() {
      let shape = network.parameters[slot: position].shape
      network.parameters[slot: position] = Tensor(shape, block.map { Scalar($0) })
    }
    let input = Tensor(inputShape, point[0].map { Scalar($0) })
    let logits = try network.forward(input, in: ForwardContext(mode, key: RandomKey(5))).output
    return Double(try SoftmaxCrossEntropy<Scalar>().forward(logits, target: labels).value)
  }
}
