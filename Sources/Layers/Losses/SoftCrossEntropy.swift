import RealModule
import Tensors

/// Softmax cross-entropy with a distribution for target, such as a teacher's or a mixture's.
///
///     forward    L = −(1/N) Σ w_c·t_c·log softmax(x)_c        over classes and places, N places
///     backward   dx = G/N·(softmax(x)·Σ_c w_c·t_c − w·t)
///
/// Shapes: logits x [N, K, …] and targets t of the same shape, which need not add up to 1. w is 1 by default; a mean
/// divides by the number of places all the same. As PyTorch's `cross_entropy` of class probabilities.
public struct SoftCrossEntropy<Scalar: TensorScalar>: Loss {
  public struct Cache: Sendable {
    let terms: WeightedLogSoftmax<Scalar>
    let scale: Scalar
  }

  public let classWeights: [Scalar]
  public let reduction: Reduction

  public init(classWeights: [Scalar] = [], reduction: Reduction = .mean) {
    self.classWeights = classWeights
    self.reduction = reduction
  }

  public var description: String { "SoftCrossEntropy" }

  public func forward(
    _ logits: Tensor<Scalar>, target: Tensor<Scalar>
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    let shape = logits.shape
    guard shape.rank >= 2, shape[1] > 0, classWeights.isEmpty || classWeights.count == shape[1]
    else {
      throw InputError(
        "\(self)",
        expects: "a prediction [N, \(classWeights.isEmpty ? "K" : "\(classWeights.count)"), …]",
        got: "\(shape)")
    }
    try validate(logits, target: target)
    var coefficients = target
    if !classWeights.isEmpty {
      let step = shape.stride(of: 1)
      for i in 0..<target.count {
        coefficients[i] = classWeights[i / step % shape[1]] * target[i]
      }
    }
    let terms = WeightedLogSoftmax(logits, coefficients)
    let scale: Scalar = reduction.factor(shape.count / shape[1])
    return (terms.total * scale, Cache(terms: terms, scale: scale))
  }

  public func backward(_ lossGradient: Scalar, cache: Cache) -> Tensor<Scalar> {
    cache.terms.gradient(scale: lossGradient * cache.scale)
  }
}
