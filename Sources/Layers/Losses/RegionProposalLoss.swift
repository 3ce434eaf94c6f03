import Tensors

/// The two losses of a ``RegionProposalHead``: is there something in this anchor, and where exactly.
///
///     forward    L = (1/N₁) Σ ℓ(pᵢ, yᵢ) + λ·(1/N₂) Σ over anchors with yᵢ = 1 of Σ₄ h(tᵢ − t*ᵢ)
///     backward   dpᵢ = G/N₁·(σ(pᵢ) − yᵢ), 0 where an anchor is passed over        dtᵢ = λ·G/N₂·h'(tᵢ − t*ᵢ), or 0
///
/// ℓ is ``BinaryCrossEntropy`` of logits, h smooth L1 with β 1 by default (``Huber``). An anchor is labeled 1, 0, or
/// −1, passed over: neither clearly the one nor the other. N₁ is the number of those labeled, N₂ as well, as in
/// Detectron; 0 anchors cost 0.
///
/// Shapes: objectness [N, A, H, W], offsets and their targets [N, 4·A, H, W]. Throws where they do not fit.
public struct RegionProposalLoss<Scalar: TensorScalar>: Loss {
  public struct Target: Sendable {
    /// 1, 0 or −1 an anchor, in the order of the objectness.
    public var labels: [Int]
    /// t*, of which those of anchors labeled 1 count.
    public var offsets: Tensor<Scalar>

    public init(labels: [Int], offsets: Tensor<Scalar>) {
      (self.labels, self.offsets) = (labels, offsets)
    }
  }

  public struct Cache: Sendable, BranchTracing {
    let shapes: (objectness: Shape, offsets: Shape)
    /// The positions of labeled anchors, and of the offsets of those labeled 1.
    let anchors, coordinates: [Int]
    let judged: ElementwiseTerms<Scalar>
    let placed: Huber<Scalar>.Cache

    public var branches: [UInt16] { placed.branches }
  }

  /// λ.
  public let weight: Scalar
  /// β of smooth L1.
  public let beta: Scalar

  public init(weight: Scalar = 1, beta: Scalar = 1) {
    precondition(beta > 0, "β is positive")
    (self.weight, self.beta) = (weight, beta)
  }

  public var description: String { "RegionProposalLoss(λ \(weight))" }

  private var judging: BinaryCrossEntropy<Scalar> { BinaryCrossEntropy(reduction: .sum) }
  private var placing: Huber<Scalar> {
    Huber(delta: beta, dividedByDelta: true, reduction: .sum)
  }

  public func forward(
    _ prediction: RegionProposals<Scalar>, target: Target
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    let (objectness, offsets) = (prediction.objectness, prediction.offsets)
    let shape = objectness.shape
    guard shape.rank == 4, offsets.shape == [shape[0], 4 * shape[1], shape[2], shape[3]],
      target.offsets.shape == offsets.shape, target.labels.count == objectness.count
    else {
      throw InputError(
        "\(self)",
        expects: "objectness [N, A, H, W], offsets and targets [N, 4·A, H, W], a label an anchor",
        got: "\(shape), \(offsets.shape), \(target.offsets.shape) and \(target.labels.count) labels"
      )
    }
    if let stray = target.labels.first(where: { !(-1...1).contains($0) }) {
      throw InputError("\(self)", expects: "labels 1, 0 or −1", got: "\(stray)")
    }
    let area = shape[2] * shape[3]
    let anchors = target.labels.indices.filter { target.labels[$0] >= 0 }
    let coordinates = anchors.filter { target.labels[$0] == 1 }.flatMap { anchor in
      let (plane, place) = anchor.quotientAndRemainder(dividingBy: area)
      return (0..<4).map { (4 * plane + $0) * area + place }
    }
    func picked(_ tensor: Tensor<Scalar>, _ positions: [Int]) -> Tensor<Scalar> {
      Tensor([positions.count], positions.map { tensor[$0] })
    }
    let (judgment, judged) = try judging.forward(
      picked(objectness, anchors),
      target: Tensor([anchors.count], anchors.map { Scalar(target.labels[$0]) }))
    let (distance, placed) = try placing.forward(
      picked(offsets, coordinates), target: picked(target.offsets, coordinates))
    let share = 1 / Scalar(max(1, anchors.count))
    return (
      share * (judgment + weight * distance),
      Cache(
        shapes: (shape, offsets.shape), anchors: anchors, coordinates: coordinates, judged: judged,
        placed: placed)
    )
  }

  public func backward(_ lossGradient: Scalar, cache: Cache) -> RegionProposals<Scalar> {
    let scale = lossGradient / Scalar(max(1, cache.anchors.count))
    func spread(_ values: Tensor<Scalar>, _ positions: [Int], _ shape: Shape) -> Tensor<Scalar> {
      var tensor = Tensor<Scalar>(shape)
      for (place, position) in positions.enumerated() { tensor[position] = values[place] }
      return tensor
    }
    return RegionProposals(
      objectness: spread(
        judging.backward(scale, cache: cache.judged), cache.anchors, cache.shapes.objectness),
      offsets: spread(
        placing.backward(weight * scale, cache: cache.placed), cache.coordinates,
        cache.shapes.offsets))
  }
}
