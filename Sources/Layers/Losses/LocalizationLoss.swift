import Tensors

/// What is in a picture, and where: scores [N, K] and one box [N, 4].
public struct Localization<Scalar: TensorScalar>: TensorGroup {
  public var scores: Tensor<Scalar>
  public var box: Tensor<Scalar>

  public init(scores: Tensor<Scalar>, box: Tensor<Scalar>) {
    (self.scores, self.box) = (scores, box)
  }

  public init?(joining parts: [AnyTensors<Scalar>]) {
    let tensors = parts.flatMap { $0.tensors }
    guard tensors.count == 2 else { return nil }
    self.init(scores: tensors[0], box: tensors[1])
  }

  public var slots: [TensorSlot] { [TensorSlot("scores"), TensorSlot("box")] }

  public var slotCount: Int { 2 }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { position == 0 ? scores : box }
    _modify { if position == 0 { yield &scores } else { yield &box } }
  }
}

/// Class and box together.
///
///     forward    L = cross-entropy of the scores + λ·distance of the box
///     backward   that of each for its own tensor, the box's times λ
///
/// The distance is ``MeanSquaredError`` (L2) or ``MeanAbsoluteError`` (L1) over all coordinates; the cross-entropy is
/// ``SoftmaxCrossEntropy``. λ is 1 by default: measure boxes so that both are of one size.
public struct LocalizationLoss<Scalar: TensorScalar>: Loss {
  public enum Distance: String, Sendable, CaseIterable {
    case l2
    case l1
  }

  public struct Target: Sendable {
    public var labels: [Int]
    public var box: Tensor<Scalar>

    public init(labels: [Int], box: Tensor<Scalar>) { (self.labels, self.box) = (labels, box) }
  }

  public struct Cache: Sendable, BranchTracing {
    let named: SoftmaxCrossEntropy<Scalar>.Cache
    let squared: MeanSquaredError<Scalar>.Cache?
    let absolute: MeanAbsoluteError<Scalar>.Cache?

    public var branches: [UInt16] { absolute?.branches ?? [] }
  }

  public let distance: Distance
  /// λ.
  public let weight: Scalar

  public init(_ distance: Distance = .l2, weight: Scalar = 1) {
    (self.distance, self.weight) = (distance, weight)
  }

  public var description: String { "LocalizationLoss(\(distance.rawValue), λ \(weight))" }

  public func forward(
    _ prediction: Localization<Scalar>, target: Target
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    let (name, named) = try SoftmaxCrossEntropy<Scalar>().forward(
      prediction.scores, target: target.labels)
    switch distance {
    case .l2:
      let (place, squared) = try MeanSquaredError<Scalar>().forward(
        prediction.box, target: target.box)
      return (name + weight * place, Cache(named: named, squared: squared, absolute: nil))
    case .l1:
      let (place, absolute) = try MeanAbsoluteError<Scalar>().forward(
        prediction.box, target: target.box)
      return (name + weight * place, Cache(named: named, squared: nil, absolute: absolute))
    }
  }

  public func backward(_ lossGradient: Scalar, cache: Cache) -> Localization<Scalar> {
    let scale = weight * lossGradient
    let box =
      cache.squared.map { MeanSquaredError<Scalar>().backward(scale, cache: $0) }
      ?? MeanAbsoluteError<Scalar>().backward(scale, cache: cache.absolute!)
    return Localization(
      scores: SoftmaxCrossEntropy<Scalar>().backward(lossGradient, cache: cache.named), box: box)
  }
}
