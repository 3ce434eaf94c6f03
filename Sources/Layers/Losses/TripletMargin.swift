import RealModule
import Tensors

/// Three embeddings of each sample, [N, D] each.
public struct EmbeddingTriple<Scalar: TensorScalar>: TensorGroup {
  public var anchor: Tensor<Scalar>
  /// Of the anchor's kind.
  public var positive: Tensor<Scalar>
  /// Of another kind.
  public var negative: Tensor<Scalar>

  public init(anchor: Tensor<Scalar>, positive: Tensor<Scalar>, negative: Tensor<Scalar>) {
    (self.anchor, self.positive, self.negative) = (anchor, positive, negative)
  }

  public init?(joining parts: [AnyTensors<Scalar>]) {
    let tensors = parts.flatMap { $0.tensors }
    guard tensors.count == 3 else { return nil }
    self.init(anchor: tensors[0], positive: tensors[1], negative: tensors[2])
  }

  public var slots: [TensorSlot] {
    [TensorSlot("anchor"), TensorSlot("positive"), TensorSlot("negative")]
  }

  public var slotCount: Int { 3 }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { [anchor, positive, negative][position] }
    _modify {
      switch position {
      case 0: yield &anchor
      case 1: yield &positive
      default: yield &negative
      }
    }
  }
}

/// Keeps an anchor nearer to its own kind than to another, by a margin.
///
///     forward    L = (1/N) Σ max(0, ‖a − p‖ − ‖a − n‖ + m)
///     backward   u = (a − p)/‖a − p‖, v = (a − n)/‖a − n‖
///                da = G/N·(u − v)        dp = −G/N·u        dn = G/N·v        0 where the margin is kept
///
/// Shapes: three embeddings [N, D]; no target. The margin m is 1 by default. At a distance of 0, where the norm has a
/// kink, u is 0. As PyTorch's `triplet_margin_loss`, which adds 1e-6 to the differences.
///
/// Source: Schroff, Kalenichenko, Philbin: "FaceNet", CVPR 2015, there with squared distances.
public struct TripletMargin<Scalar: TensorScalar>: Loss {
  public struct Cache: Sendable, BranchTracing {
    /// u and v.
    let toPositive, toNegative: Tensor<Scalar>
    /// 1 where the margin is not kept.
    public let branches: [UInt16]
  }

  public let margin: Scalar
  public let reduction: Reduction

  public init(margin: Scalar = 1, reduction: Reduction = .mean) {
    (self.margin, self.reduction) = (margin, reduction)
  }

  public var description: String { "TripletMargin(margin \(margin))" }

  public func forward(
    _ prediction: EmbeddingTriple<Scalar>, target: Void
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    let shapes = prediction.tensors.map { $0.shape }
    guard shapes[0].rank == 2, shapes.allSatisfy({ $0 == shapes[0] }) else {
      throw InputError(
        "\(self)", expects: "three embeddings [N, D] of one shape",
        got: shapes.map { "\($0)" }.joined(separator: ", "))
    }
    let anchor = prediction.anchor
    let u = UnitLanes(rows: anchor.combined(with: prediction.positive) { $0 - $1 })
    let v = UnitLanes(rows: anchor.combined(with: prediction.negative) { $0 - $1 })
    let terms = zip(u.lengths, v.lengths).map { $0 - $1 + margin }
    // Not `max`, which would turn what is not a number into 0.
    let total = terms.reduce(Scalar(0)) { $1 < 0 ? $0 : $0 + $1 }
    return (
      total * reduction.factor(terms.count),
      Cache(toPositive: u.output, toNegative: v.output, branches: terms.map { $0 > 0 ? 1 : 0 })
    )
  }

  public func backward(_ lossGradient: Scalar, cache: Cache) -> EmbeddingTriple<Scalar> {
    let scale: Scalar = lossGradient * reduction.factor(cache.branches.count)
    let (u, v, width) = (cache.toPositive, cache.toNegative, cache.toPositive.shape[1])
    func gradient(_ value: (Int) -> Scalar) -> Tensor<Scalar> {
      Tensor(u.shape) { dx in
        for i in dx.indices { dx[i] = cache.branches[i / width] == 0 ? 0 : scale * value(i) }
      }
    }
    return EmbeddingTriple(
      anchor: gradient { u[$0] - v[$0] }, positive: gradient { -u[$0] },
      negative: gradient { v[$0] })
  }
}
