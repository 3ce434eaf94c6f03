import GSL
import Tensors

/// What looks at every place of a feature map and says of each anchor there whether it holds something, and how it is
/// to be moved.
///
///     h = relu(conv 3×3(x))        objectness = conv 1×1(h)        offsets = conv 1×1(h)
///
/// Shapes: x [N, C, H, W] with A anchors a place; out come objectness [N, A, H, W], logits, and offsets [N, 4·A, H, W],
/// as ``RegionProposalLoss`` takes them; see ``Box/offsets(from:)``. Source: Ren, He, Girshick, Sun: "Faster R-CNN",
/// NIPS 2015.
public struct RegionProposalHead<Scalar: TensorScalar>: CompositeLayer {
  public typealias Input = Tensor<Scalar>
  public typealias Output = RegionProposals<Scalar>

  public var graph: Graph<Scalar>

  /// A head with the given convolutions.
  public init(
    hidden: Conv2D<Scalar>, objectness: Conv2D<Scalar>, offsets: Conv2D<Scalar>
  ) {
    graph = Graph(
      [
        .init("conv", hidden), .init("relu", ReLU()),
        .init("objectness", objectness, from: "relu"), .init("offsets", offsets, from: "relu"),
      ], outputs: "objectness", "offsets")
  }

  /// A head with random weights; the last ones are small, so that it starts undecided.
  public init(
    _ channels: Int, anchors: Int, initializer: Initializer = .he,
    head: Initializer = .gaussian(standardDeviation: 0.01), from generator: RandomGenerator
  ) {
    func judge(_ outputs: Int) -> Conv2D<Scalar> {
      Conv2D(channels, outputs, kernel: 1, initializer: head, from: generator)
    }
    self.init(
      hidden: Conv2D(
        channels, channels, kernel: 3, padding: 1, initializer: initializer, from: generator),
      objectness: judge(anchors), offsets: judge(4 * anchors))
  }

  public var description: String { "RegionProposalHead" }
}

/// Of every anchor the logit of its holding something, and the four offsets of a box.
public struct RegionProposals<Scalar: TensorScalar>: TensorGroup {
  /// [N, A, H, W].
  public var objectness: Tensor<Scalar>
  /// [N, 4·A, H, W]: the four of an anchor side by side.
  public var offsets: Tensor<Scalar>

  public init(objectness: Tensor<Scalar>, offsets: Tensor<Scalar>) {
    (self.objectness, self.offsets) = (objectness, offsets)
  }

  public init?(joining parts: [AnyTensors<Scalar>]) {
    let tensors = parts.flatMap { $0.tensors }
    guard tensors.count == 2 else { return nil }
    self.init(objectness: tensors[0], offsets: tensors[1])
  }

  public var slots: [TensorSlot] { [TensorSlot("objectness"), TensorSlot("offsets")] }

  public var slotCount: Int { 2 }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { position == 0 ? objectness : offsets }
    _modify { if position == 0 { yield &objectness } else { yield &offsets } }
  }
}
