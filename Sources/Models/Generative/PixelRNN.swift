import GSL
import Layers
import Tensors

/// Images row by row: an LSTM remembers the rows above, a masked convolution sees the pixels to the left.
///
///     h_r = LSTM(row r − 1, h_{r−1})        logits of row r = W·h_r + b + conv 1×k (mask A) of row r
///
/// Shapes: images x [N, 1, H, W] of 0 and 1 of a given size in, logits [N, 1, H, W] out; as ``PixelCNN``, but that it sees
/// as far up as there are rows. Source: van den Oord, Kalchbrenner, Kavukcuoglu: "Pixel recurrent neural networks",
/// ICML 2016, where the state of a row is made by convolutions.
public struct PixelRNN<Scalar: TensorScalar>: CompositeLayer, PixelModel {
  public typealias Input = Tensor<Scalar>
  public typealias Output = Tensor<Scalar>

  public var graph: Graph<Scalar>

  /// A network with random weights for images of this size.
  public init(
    rows: Int, columns: Int, units: Int = 32, width: Int = 8, from generator: RandomGenerator
  ) {
    var left = MaskedConv2D<Scalar>(
      seesItself: false, 1, width, kernel: Extent(1, 7), from: generator)
    // As in ``PixelCNN``.
    left.parameters.bias = Tensor([width], repeating: 0.01)
    graph = Graph([
      .init("rows", Reshape([rows, columns]), from: "input"),
      .init("above", Delayed()),
      .init("memory", LSTM(columns, units, from: generator)),
      .init("places", Linear(units, columns, initializer: .xavier, from: generator)),
      .init("image", Reshape([1, rows, columns])),
      .init(
        "left",
        Stack([
          .init("conv", left),
          .init("relu", ReLU()),
          .init(
            "mix",
            MaskedConv2D(
              seesItself: true, width, 1, kernel: 1,
              initializer: .gaussian(standardDeviation: 0.1), from: generator)),
        ]), from: "input"),
      .init("logits", Sum(), from: "image", "left"),
    ])
  }

  public var description: String { "PixelRNN" }
}

enum PixelRNNTask: TaskEntry {
  static let name = "pixelrnn"
  static let summary = "an LSTM over rows; pictures 8×8 row by row"
  static let plan = LearningPlan(learningRate: 1e-2, steps: 300, share: 0.3)

  static func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator
  ) -> any LearningTask<Scalar> {
    DrawnTask(PixelRNN<Scalar>(rows: 8, columns: 8, from: generator), BinaryCrossEntropy()) {
      count, generator in
      let images: Tensor<Scalar> = Scene.silhouettes(count, from: generator)
      return (images, images)
    }
  }
}
