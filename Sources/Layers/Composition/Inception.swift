import GSL
import Tensors

/// Branches of windows of several sizes side by side, their channels one behind the other.
///
///     y = [1×1 | 1×1, 3×3 | 1×1, 5×5 | max pool 3×3, 1×1]        a ReLU behind each convolution
///
/// Shapes: x [N, C, H, W], y [N, Σ outputs, H, W]. The 1×1 convolutions before the larger windows take channels
/// away, which makes those affordable. Source: Szegedy et al.: "Going deeper with convolutions", CVPR 2015.
public struct Inception<Scalar: TensorScalar>: CompositeLayer {
  public typealias Input = Tensor<Scalar>
  public typealias Output = Tensor<Scalar>

  /// The channels of each branch, and those before its larger window.
  public struct Channels: Sendable, Hashable {
    public let one, beforeThree, three, beforeFive, five, pool: Int

    public init(one: Int, three: (before: Int, Int), five: (before: Int, Int), pool: Int) {
      (self.one, self.pool) = (one, pool)
      (beforeThree, self.three) = three
      (beforeFive, self.five) = five
    }

    public var count: Int { one + three + five + pool }
  }

  public var graph: Graph<Scalar>

  /// A block with random weights.
  public init(
    _ inputs: Int, _ channels: Channels, initializer: Initializer = .he,
    from generator: RandomGenerator
  ) {
    func convolution(
      _ name: String, _ inputs: Int, _ outputs: Int, kernel: Int
    ) -> [Stack<Scalar>.Member] {
      let conv = Conv2D<Scalar>(
        inputs, outputs, kernel: Extent(kernel, kernel), padding: Extent(kernel / 2, kernel / 2),
        initializer: initializer, from: generator)
      return [.init(name, conv), .init(name == "conv" ? "relu" : "\(name)relu", ReLU())]
    }
    let pool = Stack<Scalar>.Member("max", MaxPool2D(kernel: 3, stride: 1, padding: 1))
    graph = Graph([
      .init("one", Stack(convolution("conv", inputs, channels.one, kernel: 1)), from: "input"),
      .init(
        "three",
        Stack(
          convolution("reduce", inputs, channels.beforeThree, kernel: 1)
            + convolution("conv", channels.beforeThree, channels.three, kernel: 3)), from: "input"),
      .init(
        "five",
        Stack(
          convolution("reduce", inputs, channels.beforeFive, kernel: 1)
            + convolution("conv", channels.beforeFive, channels.five, kernel: 5)), from: "input"),
      .init(
        "pool", Stack([pool] + convolution("conv", inputs, channels.pool, kernel: 1)),
        from: "input"),
      .init("concatenation", Concatenation(), from: "one", "three", "five", "pool"),
    ])
  }

  public var description: String {
    "Inception(\(graph.nodes.dropLast().map(\.name).joined(separator: ", ")))"
  }
}
