import GSL
import Layers
import Tensors

/// Images pixel by pixel: the logit of every pixel from those above it and to the left alone.
///
///     masked conv 5×5 (A) → [relu, masked conv 3×3 (B)] ⊕ … → relu → masked conv 1×1 (B)
///
/// Shapes: images x [N, 1, H, W] of 0 and 1 in, logits [N, 1, H, W] out; `BinaryCrossEntropy` of x itself is the
/// negative log-likelihood of the pictures. `sample(_:rows:columns:key:)` draws new ones.
///
/// Source: van den Oord, Kalchbrenner, Kavukcuoglu: "Pixel recurrent neural networks", ICML 2016.
public struct PixelCNN<Scalar: TensorScalar>: CompositeLayer, PixelModel {
  public typealias Input = Tensor<Scalar>
  public typealias Output = Tensor<Scalar>

  public var graph: Graph<Scalar>

  /// A network with random weights, and so many residual blocks.
  public init(width: Int = 12, blocks: Int = 2, from generator: RandomGenerator) {
    var first = MaskedConv2D<Scalar>(seesItself: false, 1, width, kernel: 5, from: generator)
    // Where all that is seen is black, a bias of 0 would leave every rectifier exactly on its kink.
    first.parameters.bias = Tensor([width], repeating: 0.01)
    let deeper = (0..<blocks).map { block in
      Graph<Scalar>.Node(
        "block\(block + 1)",
        Residual(
          body: Stack([
            .init("relu", ReLU()),
            .init(
              "conv", MaskedConv2D(seesItself: true, width, width, kernel: 3, from: generator)),
          ])))
    }
    graph = Graph(
      [.init("first", first)]
        + deeper + [
          .init("relu", ReLU()),
          .init(
            "logits",
            MaskedConv2D(
              seesItself: true, width, 1, kernel: 1,
              initializer: .gaussian(standardDeviation: 0.1), from: generator)),
        ])
  }

  public var description: String { "PixelCNN" }
}

/// A model of black and white images that says how likely each pixel is, given those before it.
public protocol PixelModel<Scalar>: Layer
where Input == Tensor<Scalar>, Output == Tensor<Scalar> {}

extension PixelModel {
  /// So many images [N, 1, H, W], drawn pixel by pixel.
  ///
  /// - Throws: `InputError` where the size is none of this model's.
  public func sample(
    _ count: Int, rows: Int, columns: Int, key: RandomKey
  ) throws(InputError) -> Tensor<Scalar> {
    let generator = RandomGenerator(key)
    var images = Tensor<Scalar>([count, 1, rows, columns])
    for pixel in 0..<rows * columns {
      let logits = try forward(images, in: ForwardContext(.inference)).output
      for n in 0..<count {
        let i = n * rows * columns + pixel
        images[i] = generator.uniform() < Double(Scalar.sigmoid(logits[i])) ? 1 : 0
      }
    }
    return images
  }
}

enum PixelCNNTask: TaskEntry {
  static let name = "pixelcnn"
  static let summary = "masked convolutions; pictures 8×8 pixel by pixel"
  static let plan = LearningPlan(learningRate: 1e-2, steps: 300, share: 0.3)

  static func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator
  ) -> any LearningTask<Scalar> {
    DrawnTask(PixelCNN<Scalar>(from: generator), BinaryCrossEntropy()) { count, generator in
      let images: Tensor<Scalar> = Scene.silhouettes(count, from: generator)
      return (images, images)
    }
  }
}

extension Scene {
  /// Pictures [N, 1, 8, 8] of 0 and 1.
  static func silhouettes<Scalar: TensorScalar>(
    _ count: Int, from generator: RandomGenerator
  ) -> Tensor<Scalar> {
    scenes(count, side: 8, noise: 0, from: generator).images()
  }
}
