import RealModule
import Tensors

/// Brings embeddings that belong together into one direction, and others apart.
///
///     forward    L = (1/N) Σ ℓₙ        cₙ = cos(x₁, x₂) = ⟨z₁, z₂⟩        z = x/‖x‖
///                ℓ = 1 − c where they belong together, else max(0, c − m)
///     backward   dz₁ = ∓G/N·z₂, 0 for others with c ≤ m        dx = (dz − z·⟨dz, z⟩)/‖x‖, likewise for 2
///
/// Shapes: two embeddings [N, D] and, for each sample, whether they belong together. The margin m is 0 by default. An
/// embedding of zeros has no direction, c = 0, and gets no gradient. As PyTorch's `cosine_embedding_loss`, which adds
/// 1e-8 to the lengths.
public struct CosineEmbedding<Scalar: TensorScalar>: Loss {
  public struct Cache: Sendable, BranchTracing {
    let first, second: UnitLanes<Scalar>
    /// ∂ℓ/∂c.
    let slopes: [Scalar]

    public var branches: [UInt16] { slopes.map { $0 == 0 ? 0 : 1 } }
  }

  public let margin: Scalar
  public let reduction: Reduction

  public init(margin: Scalar = 0, reduction: Reduction = .mean) {
    (self.margin, self.reduction) = (margin, reduction)
  }

  public var description: String { "CosineEmbedding(margin \(margin))" }

  public func forward(
    _ prediction: EmbeddingPair<Scalar>, target belongsTogether: [Bool]
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    try validate(prediction)
    let (samples, width) = (prediction.first.shape[0], prediction.first.shape[1])
    guard belongsTogether.count == samples else {
      throw InputError(
        "\(self)", expects: "one flag for each of \(samples) samples",
        got: "\(belongsTogether.count)")
    }
    let (a, b) = (UnitLanes(rows: prediction.first), UnitLanes(rows: prediction.second))
    var total: Scalar = 0
    let slopes = belongsTogether.enumerated().map { n, belongs -> Scalar in
      let cosine = Tensor.sum(width) { a.output[n * width + $0] * b.output[n * width + $0] }
      if belongs {
        total += 1 - cosine
        return -1
      }
      total += Swift.max(0, cosine - margin)
      return cosine > margin ? 1 : 0
    }
    return (total * reduction.factor(samples), Cache(first: a, second: b, slopes: slopes))
  }

  public func backward(_ lossGradient: Scalar, cache: Cache) -> EmbeddingPair<Scalar> {
    let scale: Scalar = lossGradient * reduction.factor(cache.slopes.count)
    let width = cache.first.output.shape[1]
    func gradient(_ own: UnitLanes<Scalar>, _ other: Tensor<Scalar>) -> Tensor<Scalar> {
      own.inputGradient(
        Tensor(other.shape) { dz in
          for i in dz.indices { dz[i] = scale * cache.slopes[i / width] * other[i] }
        })
    }
    return EmbeddingPair(
      gradient(cache.first, cache.second.output), gradient(cache.second, cache.first.output))
  }
}
