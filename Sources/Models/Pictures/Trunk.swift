import GSL
import Layers
import Tensors

/// What models of small pictures begin with: [N, C, H, W] → [N, 2·width, H/2, W/2].
///
///     conv 3×3, ReLU → pool 2×2 → conv 3×3, ReLU
func trunk<Scalar>(
  _ channels: Int, width: Int, from generator: RandomGenerator
) -> [Stack<Scalar>.Member] {
  func conv(_ inputs: Int, _ outputs: Int) -> Conv2D<Scalar> {
    Conv2D(inputs, outputs, kernel: 3, padding: 1, from: generator)
  }
  return [
    .init("conv1", conv(channels, width)), .init("relu1", ReLU()),
    .init("pool1", MaxPool2D(kernel: 2)),
    .init("conv2", conv(width, 2 * width)), .init("relu2", ReLU()),
  ]
}
