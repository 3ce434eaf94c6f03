import Layers
import Tensors

/// The five losses of a ``Detector``, added.
///
///     L = ``RegionProposalLoss`` + cross-entropy of the regions' classes
///         + smooth L1 of the boxes and ``MaskLoss`` of the masks of those regions that are no background
///
/// Each with the mean that it has by itself; what comes back to a region of background is that of its class alone.
public struct DetectionLoss<Scalar: TensorScalar>: Loss {
  public struct Target: Sendable {
    public var proposals: RegionProposalLoss<Scalar>.Target
    /// A class a region: 0 for the background, then from 1.
    public var classes: [Int]
    /// [R, 4] and [R, M, M], of which those of background do not count.
    public var offsets, masks: Tensor<Scalar>

    public init(
      proposals: RegionProposalLoss<Scalar>.Target, classes: [Int], offsets: Tensor<Scalar>,
      masks: Tensor<Scalar>
    ) {
      (self.proposals, self.classes, self.offsets, self.masks) = (
        proposals, classes, offsets, masks
      )
    }
  }

  public struct Cache: Sendable, BranchTracing {
    let proposals: RegionProposalLoss<Scalar>.Cache
    let named: SoftmaxCrossEntropy<Scalar>.Cache
    let placed: Huber<Scalar>.Cache
    let masked: MaskLoss<Scalar>.Cache
    /// The regions that are no background.
    let figures: [Int]
    let shapes: (offsets: Shape, masks: Shape)

    public var branches: [UInt16] { proposals.branches + placed.branches }
  }

  public init() {}

  public var description: String { "DetectionLoss" }

  private var placing: Huber<Scalar> { Huber(delta: 1, dividedByDelta: true) }

  public func forward(
    _ prediction: Detections<Scalar>, target: Target
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    let (first, proposals) = try RegionProposalLoss<Scalar>().forward(
      prediction.proposals, target: target.proposals)
    let (second, named) = try SoftmaxCrossEntropy<Scalar>().forward(
      prediction.scores, target: target.classes)
    guard target.offsets.shape == prediction.offsets.shape,
      target.masks.shape.rank == 3, target.masks.shape[0] == target.classes.count
    else {
      throw InputError(
        "\(self)", expects: "offsets \(prediction.offsets.shape) and a mask a region",
        got: "\(target.offsets.shape) and \(target.masks.shape)")
    }
    let figures = target.classes.indices.filter { target.classes[$0] > 0 }
    let (third, placed) = try placing.forward(
      prediction.offsets.rows(figures), target: target.offsets.rows(figures))
    let (fourth, masked) = try MaskLoss<Scalar>().forward(
      prediction.masks.rows(figures),
      target: .init(
        classes: figures.map { target.classes[$0] - 1 }, masks: target.masks.rows(figures)))
    return (
      first + second + third + fourth,
      Cache(
        proposals: proposals, named: named, placed: placed, masked: masked, figures: figures,
        shapes: (prediction.offsets.shape, prediction.masks.shape))
    )
  }

  public func backward(_ lossGradient: Scalar, cache: Cache) -> Detections<Scalar> {
    Detections(
      proposals: RegionProposalLoss<Scalar>().backward(lossGradient, cache: cache.proposals),
      scores: SoftmaxCrossEntropy<Scalar>().backward(lossGradient, cache: cache.named),
      offsets: placing.backward(lossGradient, cache: cache.placed)
        .spread(over: cache.figures, in: cache.shapes.offsets),
      masks: MaskLoss<Scalar>().backward(lossGradient, cache: cache.masked)
        .spread(over: cache.figures, in: cache.shapes.masks))
  }
}

extension Tensor {
  /// Some of the samples.
  fileprivate func rows(_ rows: [Int]) -> Tensor {
    let size = shape.stride(of: 0)
    return Tensor(
      Shape([rows.count] + shape.extents.dropFirst()),
      rows.flatMap { elements[$0 * size..<($0 + 1) * size] })
  }

  /// These samples at their places among zeros.
  fileprivate func spread(over rows: [Int], in shape: Shape) -> Tensor {
    let size = shape.stride(of: 0)
    var result = Tensor(shape)
    for (place, row) in rows.enumerated() {
      for i in 0..<size { result[row * size + i] = self[place * size + i] }
    }
    return result
  }
}
