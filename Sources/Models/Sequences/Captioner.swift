import GSL
import Layers
import Tensors

/// Pictures with the words of their captions so far.
public struct CaptionInput<Scalar: TensorScalar>: TensorGroup {
  /// [N, C, H, W].
  public var images: Tensor<Scalar>
  /// [N, T], from the start word on.
  public var words: Tokens<Scalar>

  public init(images: Tensor<Scalar>, words: Tokens<Scalar>) {
    (self.images, self.words) = (images, words)
  }

  public var slots: [TensorSlot] { [TensorSlot("images")] }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { images }
    _modify { yield &images }
  }

  public func constant(named name: String) -> AnyTensors<Scalar>? {
    name == "words" ? AnyTensors(words) : nil
  }
}

/// A sentence about a picture, word by word: an LSTM remembers the words so far, and looks at the places of the
/// picture that matter to the next one.
///
///     features = places of convolutions        h = LSTM(table(words))        c = ``AdditiveAttention`` of h to features
///     scores = W·[h; c] + b
///
/// Shapes: ``CaptionInput`` in, scores [N·T, V] out. ``caption(_:start:end:limit:by:key:)`` writes by itself. Source: Xu
/// et al.: "Show, attend and tell", ICML 2015, made small; attention comes after the LSTM, as in Luong et al., EMNLP
/// 2015.
public struct Captioner<Scalar: TensorScalar>: CompositeLayer {
  public typealias Input = CaptionInput<Scalar>
  public typealias Output = Tensor<Scalar>

  public var graph: Graph<Scalar>

  /// A network with random weights.
  public init(
    _ channels: Int = 1, width: Int = 8, words: Int, units: Int = 24,
    from generator: RandomGenerator
  ) {
    graph = Graph([
      .init(
        "encoder",
        Stack<Scalar>(
          trunk(channels, width: width, from: generator) + [
            .init("pool2", MaxPool2D(kernel: 2)), .init("places", Places()),
            .init("place", PositionalEncoding()),
          ]), from: "input.images"),
      .init("table", Embedding(words, units, from: generator), from: "input.words"),
      .init("memory", LSTM(units, units, from: generator)),
      .init(
        "attention", AdditiveAttention(units, 2 * width, units: units, from: generator),
        from: "memory", "encoder", "encoder"),
      .init("both", Concatenation(axis: 2), from: "memory", "attention"),
      .init("steps", Rows()),
      .init(
        "scores",
        Linear(units + 2 * width, words, initializer: .xavier, from: generator)),
    ])
  }

  public var description: String { "Captioner" }

  /// The words about one image [1, C, H, W] from `start` to `end` or to so many.
  ///
  /// - Throws: `InputError` where the image does not fit.
  public func caption(
    _ image: Tensor<Scalar>, start: Int, end: Int, limit: Int, by sampling: Sampling = .greedy,
    key: RandomKey = RandomKey(0)
  ) throws(InputError) -> [Int] {
    let generator = RandomGenerator(key)
    var words = [start]
    while words.count <= limit {
      let scores = try forward(
        CaptionInput(images: image, words: Tokens([1, words.count], words)),
        in: ForwardContext(.inference)
      ).output
      let next = sampling.token(Array(scores.elements.suffix(scores.shape[1])), from: generator)
      if next == end { break }
      words.append(next)
    }
    return Array(words.dropFirst())
  }
}

enum CaptionerTask: SceneTaskEntry {
  static let name = "captioner"
  static let summary = "convolutions, LSTM, attention; what is where"
  static let plan = LearningPlan(learningRate: 5e-3, steps: 300, share: 0.05)

  static func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator
  ) -> any LearningTask<Scalar> {
    DrawnTask(
      Captioner<Scalar>(words: 10, from: generator), SoftmaxCrossEntropy(ignoring: ignoredLabel)
    ) { count, generator in
      let scenes = Scene.scenes(count, side: 12, from: generator)
      let captions = scenes.map(caption)
      return (
        CaptionInput(
          images: scenes.images(), words: TokenSequence.padded(captions.map { [1] + $0 }).tokens),
        captions.map { $0 + [2] }.paddedLabels
      )
    }
  }

  /// 0 pads, 1 starts, 2 ends; 3 to 5 are the figures, 6 left, 7 right, 8 above, 9 below: "cross left below", "frame".
  private static func caption(_ scene: Scene) -> [Int] {
    let figure = scene.figures[0]
    let (x, y) = (2 * figure.column + figure.size, 2 * figure.row + figure.size)
    return [3 + figure.kind.rawValue] + (x < 9 ? [6] : x > 15 ? [7] : [])
      + (y < 9 ? [8] : y > 15 ? [9] : [])
  }
}
