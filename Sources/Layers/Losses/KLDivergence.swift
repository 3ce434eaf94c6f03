import RealModule
import Tensors

/// The divergence of a distribution from the one that is predicted, as log-probabilities.
///
///     ℓ(x, p) = p·(log p − x), 0 where p is 0        ∂ℓ/∂x = −p
///
/// Shapes: log-probabilities x and probabilities p of one shape [N, …]. The mean is over the N samples: the
/// divergence of one, which PyTorch calls `batchmean` (its `mean` divides by the number of elements). Throws where a
/// probability is negative. See ``ElementwiseLoss``.
public struct KLDivergence<Scalar: TensorScalar>: ElementwiseLoss {
  public let reduction: Reduction

  public init(reduction: Reduction = .mean) { self.reduction = reduction }

  public var description: String { "KLDivergence" }

  public func count(_ x: Tensor<Scalar>) -> Int { x.shape.extents.first ?? 1 }

  public func validate(_ p: Tensor<Scalar>) throws(InputError) {
    if let negative = p.elements.first(where: { $0 < 0 }) {
      throw InputError("\(self)", expects: "probabilities", got: "\(negative)")
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func total(_ x: Tensor<Scalar>, _ p: Tensor<Scalar>) -> Scalar {
    x.withElements { x in
      p.withElements { p in
        Tensor.sum(x.count) { p[$0] == 0 ? 0 : p[$0] * (Scalar.log(p[$0]) - x[$0]) }
      }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func slopes(
    _ x: Tensor<Scalar>, _ p: Tensor<Scalar>, scale: Scalar
  ) -> Tensor<Scalar> {
    p.map { -scale * $0 }
  }
}
