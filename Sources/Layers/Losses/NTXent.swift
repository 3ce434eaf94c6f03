import RealModule
import Tensors

/// Contrastive loss: of all embeddings in a batch, each is to find the one that was made of the same sample.
///
///     forward    z = x/‖x‖ of all 2N embeddings        S = z·zᵀ/τ, −∞ on the diagonal
///                L = −(1/2N) Σᵢ log softmax(Sᵢ)_{p(i)}        p(i) is i's other view
///     backward   dS = G/2N·(softmax(S) − onehot(p))        dz = (dS + dSᵀ)·z/τ        dx = (dz − z·⟨dz, z⟩)/‖x‖
///
/// Shapes: two views of each sample, [N, D] each; no target. The temperature τ is 0.5 by default.
///
/// Source: Chen et al.: "A simple framework for contrastive learning of visual representations", ICML 2020.
public struct NTXent<Scalar: TensorScalar>: Loss {
  public struct Cache: Sendable {
    let unit: UnitLanes<Scalar>
    let terms: WeightedLogSoftmax<Scalar>
  }

  /// τ.
  public let temperature: Scalar
  public let reduction: Reduction

  public init(temperature: Scalar = 0.5, reduction: Reduction = .mean) {
    precondition(temperature > 0, "τ > 0")
    (self.temperature, self.reduction) = (temperature, reduction)
  }

  public var description: String { "NTXent(τ \(temperature))" }

  public var comparesSamples: Bool { true }

  public func forward(
    _ prediction: EmbeddingPair<Scalar>, target: Void
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    try validate(prediction)
    let (samples, width) = (prediction.first.shape[0], prediction.first.shape[1])
    guard samples > 0 else {
      throw InputError("\(self)", expects: "at least one sample", got: "\(prediction.first.shape)")
    }
    let count = 2 * samples
    let both = Tensor<Scalar>(
      [count, width], prediction.first.elements + prediction.second.elements)
    let unit = UnitLanes(rows: both)
    let z = MatrixView(unit.output, rows: count, columns: width)
    var scores = Tensor<Scalar>([count, count]) { s in
      Tensor.multiply(z, z.transposed, into: s)
    }
    scores = scores.map { $0 / temperature }
    var positives = Tensor<Scalar>([count, count])
    for i in 0..<count {
      scores[i * count + i] = -.infinity
      positives[i * count + (i + samples) % count] = 1
    }
    let terms = WeightedLogSoftmax(scores, positives)
    return (terms.total * reduction.factor(count), Cache(unit: unit, terms: terms))
  }

  public func backward(_ lossGradient: Scalar, cache: Cache) -> EmbeddingPair<Scalar> {
    let rows = cache.unit.output
    let (count, width) = (rows.shape[0], rows.shape[1])
    let ds = cache.terms.gradient(
      scale: lossGradient * reduction.factor(count) / temperature)
    let matrix = MatrixView(ds, rows: count, columns: count)
    let z = MatrixView(rows, rows: count, columns: width)
    let dz = Tensor<Scalar>([count, width]) { dz in
      Tensor.multiply(matrix, z, into: dz)
      Tensor.multiply(matrix.transposed, z, into: dz, accumulate: true)
    }
    let dx = cache.unit.inputGradient(dz).elements
    let shape: Shape = [count / 2, width]
    return EmbeddingPair(
      Tensor(shape, Array(dx[..<shape.count])), Tensor(shape, Array(dx[shape.count...])))
  }
}
