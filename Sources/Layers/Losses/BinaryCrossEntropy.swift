import RealModule
import Tensors

/// The negative log-likelihood of yes or no, for each element by itself, from logits.
///
///     ℓ(x, y) = −w·y·log σ(x) − (1 − y)·log(1 − σ(x)) = (1 − y)·x + (1 + (w − 1)·y)·log(1 + e⁻ˣ)
///     ∂ℓ/∂x = (1 − y) − (1 + (w − 1)·y)·σ(−x)
///
/// y is in 0 … 1; w, 1 by default, weighs the positives: one number a class along the last axis, or one for all.
/// Nothing overflows. As PyTorch's `binary_cross_entropy_with_logits`; see ``ElementwiseLoss``.
public struct BinaryCrossEntropy<Scalar: TensorScalar>: ElementwiseLoss {
  /// w of each class; none for 1.
  public let positiveWeights: [Scalar]
  public let reduction: Reduction

  public init(positiveWeights: [Scalar] = [], reduction: Reduction = .mean) {
    self.positiveWeights = positiveWeights
    self.reduction = reduction
  }

  public var description: String {
    positiveWeights.isEmpty
      ? "BinaryCrossEntropy" : "BinaryCrossEntropy(positives \(positiveWeights))"
  }

  public func validate(_ y: Tensor<Scalar>) throws(InputError) {
    let count = positiveWeights.count
    guard count < 2 || y.shape.extents.last == count else {
      throw InputError("\(self)", expects: "a last axis of \(count)", got: "\(y.shape)")
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func total(_ x: Tensor<Scalar>, _ y: Tensor<Scalar>) -> Scalar {
    let weights = positiveWeights.isEmpty ? [1] : positiveWeights
    return x.withElements { x in
      y.withElements { y in
        Tensor.sum(x.count) { i in
          let weight = 1 + (weights[i % weights.count] - 1) * y[i]
          return (1 - y[i]) * x[i] + weight * Scalar.softplus(-x[i])
        }
      }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func slopes(
    _ x: Tensor<Scalar>, _ y: Tensor<Scalar>, scale: Scalar
  ) -> Tensor<Scalar> {
    let weights = positiveWeights.isEmpty ? [1] : positiveWeights
    return Tensor(x.shape) { dx in
      x.withElements { x in
        y.withElements { y in
          for i in 0..<x.count {
            let weight = 1 + (weights[i % weights.count] - 1) * y[i]
            dx[i] = scale * ((1 - y[i]) - weight * Scalar.sigmoid(-x[i]))
          }
        }
      }
    }
  }
}
