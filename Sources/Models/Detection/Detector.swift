import GSL
import Layers
import Tensors

/// What a ``Detector`` says of a batch.
public struct Detections<Scalar: TensorScalar>: TensorGroup {
  /// Of every anchor.
  public var proposals: RegionProposals<Scalar>
  /// Of every region: the scores of the background and of each class [R, K + 1], the offsets of its box [R, 4], a mask
  /// for each class [R, K, M, M].
  public var scores, offsets, masks: Tensor<Scalar>

  public init(
    proposals: RegionProposals<Scalar>, scores: Tensor<Scalar>, offsets: Tensor<Scalar>,
    masks: Tensor<Scalar>
  ) {
    (self.proposals, self.scores, self.offsets, self.masks) = (proposals, scores, offsets, masks)
  }

  public init?(joining parts: [AnyTensors<Scalar>]) {
    if parts.count == 1, let own = parts[0].base as? Self {
      self = own
      return
    }
    let tensors = parts.flatMap { $0.tensors }
    guard tensors.count == 5 else { return nil }
    self.init(
      proposals: RegionProposals(objectness: tensors[0], offsets: tensors[1]), scores: tensors[2],
      offsets: tensors[3], masks: tensors[4])
  }

  public var slots: [TensorSlot] {
    ["objectness", "proposals", "scores", "offsets", "masks"].map { TensorSlot($0) }
  }

  public var slotCount: Int { 5 }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { [proposals.objectness, proposals.offsets, scores, offsets, masks][position] }
    _modify {
      switch position {
      case 0: yield &proposals.objectness
      case 1: yield &proposals.offsets
      case 2: yield &scores
      case 3: yield &offsets
      default: yield &masks
      }
    }
  }
}

/// A small Faster R-CNN with Mask R-CNN's branch: convolutions propose where something may be, and of every region
/// that is looked at closer come its class, its box and its mask.
///
///     backbone ──→ ``RegionProposalHead``
///        └─────→ ``RegionAlign`` of the regions ──→ linear → scores, offsets
///                                               └─→ ``MaskHead``
///
/// Shapes: images [N, C, H, W] with regions in pixels, as `RegionInput`; out come ``Detections``, of maps of half the
/// size. In training regions are given; in use they are the proposals that are left after
/// `Box/nonMaximumSuppression(_:scores:threshold:)`: ``detect(in:limit:)``. Where a region lies is a constant: as in the
/// papers, nothing is learned through it. Sources: Ren et al., NIPS 2015; He et al.: "Mask R-CNN", ICCV 2017.
public struct Detector<Scalar: TensorScalar>: CompositeLayer {
  public typealias Input = RegionInput<Scalar>
  public typealias Output = Detections<Scalar>

  /// The sides of anchors in pixels, one of each at a place.
  public static var anchorSizes: [Scalar] { [3, 5] }
  /// The pixels from place to place of the map.
  public static var stride: Scalar { 2 }

  public var graph: Graph<Scalar>

  /// A network with random weights.
  public init(
    _ channels: Int = 1, width: Int = 8, classes: Int, from generator: RandomGenerator
  ) {
    func head(_ outputs: Int) -> Linear<Scalar> {
      Linear(
        4 * width, outputs, initializer: .gaussian(standardDeviation: 0.02), from: generator)
    }
    graph = Graph(
      [
        .init(
          "backbone", Stack<Scalar>(trunk(channels, width: width, from: generator)),
          from: "input.features"),
        .init(
          "proposals",
          RegionProposalHead(
            2 * width, anchors: Self.anchorSizes.count, from: generator)),
        .init(
          "align", RegionAlign(to: 4, scale: 1 / Self.stride, points: 1),
          from: "backbone", "input.regions"),
        .init(
          "closer",
          Stack([
            .init("flatten", Flatten()),
            .init("fc", Linear(32 * width, 4 * width, from: generator)), .init("relu", ReLU()),
          ]), from: "align"),
        .init("scores", head(classes + 1), from: "closer"),
        .init("offsets", head(4), from: "closer"),
        .init("masks", MaskHead(2 * width, classes: classes, from: generator), from: "align"),
      ], outputs: "proposals", "scores", "offsets", "masks")
  }

  public var description: String { "Detector" }

  /// The anchors in the order of the objectness: all places of the first size, then of the next.
  public static func anchors(over map: Extent) -> [Box<Scalar>] {
    anchorSizes.flatMap { Box.anchors(over: map, stride: stride, sizes: [$0]) }
  }

  /// What is found in one image: class from 0, score and box.
  public struct Finding: Sendable {
    public let kind: Int
    public let score: Scalar
    public let box: Box<Scalar>
  }

  /// What is in an image [1, C, H, W], the surest first.
  ///
  /// - Parameters:
  ///   - image: [1, C, H, W].
  ///   - limit: The proposals that are looked at closer.
  /// - Throws: `InputError` where the image does not fit.
  public func detect(
    in image: Tensor<Scalar>, limit: Int = 8
  ) throws(InputError) -> [Finding] {
    let context = ForwardContext(.inference)
    func regions(_ boxes: [Box<Scalar>]) -> RegionInput<Scalar> {
      RegionInput(
        features: image,
        regions: Regions(samples: boxes.map { _ in 0 }, boxes: boxes))
    }
    let first = try forward(regions([]), in: context).output.proposals
    let map = Extent(first.objectness.shape[2], first.objectness.shape[3])
    let proposed = Self.anchors(over: map).enumerated().map { place, anchor in
      let (kind, place) = place.quotientAndRemainder(dividingBy: map.area)
      return anchor.moved(by: (0..<4).map { first.offsets[(4 * kind + $0) * map.area + place] })
    }
    let kept = Box.nonMaximumSuppression(
      proposed, scores: first.objectness.elements, threshold: 0.5
    ).prefix(limit).map { proposed[$0] }
    let second = try forward(regions(kept), in: context).output
    let width = second.scores.shape[1]
    let probabilities = try Softmax<Scalar>().forward(second.scores, in: context).output
    let found = kept.enumerated().compactMap { region, box -> Finding? in
      let row = Array(probabilities.elements[region * width..<(region + 1) * width])
      let best = row.indices.max { row[$0] < row[$1] }!
      guard best > 0 else { return nil }
      return Finding(
        kind: best - 1, score: row[best],
        box: box.moved(by: second.offsets.elements[4 * region..<4 * region + 4]))
    }
    return Box.nonMaximumSuppression(
      found.map(\.box), scores: found.map(\.score), threshold: 0.3
    ).map { found[$0] }
  }
}
