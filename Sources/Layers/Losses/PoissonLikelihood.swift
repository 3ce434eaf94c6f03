import RealModule
import Tensors

/// The negative log-likelihood of counts under Poisson distributions, from the logarithms of their rates or the
/// rates themselves.
///
///     of logarithms    ℓ(x, y) = eˣ − y·x           ∂ℓ/∂x = eˣ − y
///     of rates         ℓ(x, y) = x − y·log x        ∂ℓ/∂x = 1 − y/x        0 < x
///
/// Targets are counts, 0 ≤ y; throws for others. log y!, which no prediction changes, is left out, and nothing is added
/// to x in the logarithm. As PyTorch's `poisson_nll_loss` with `eps=0` and Keras' `Poisson`, which is of rates; see
/// ``ElementwiseLoss``.
public struct PoissonLikelihood<Scalar: TensorScalar>: ElementwiseLoss {
  /// What is predicted.
  public enum Quantity: String, Sendable, CaseIterable {
    case logarithm, rate
  }

  public let of: Quantity
  public let reduction: Reduction

  public init(of prediction: Quantity = .logarithm, reduction: Reduction = .mean) {
    of = prediction
    self.reduction = reduction
  }

  public var description: String { "PoissonLikelihood(of \(of))" }

  public func validate(_ y: Tensor<Scalar>) throws(InputError) {
    if let wrong = y.elements.first(where: { !($0 >= 0) }) {
      throw InputError("\(self)", expects: "counts, 0 or more", got: "\(wrong)")
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func total(_ x: Tensor<Scalar>, _ y: Tensor<Scalar>) -> Scalar {
    let terms =
      switch of {
      case .logarithm: x.combined(with: y) { Scalar.exp($0) - $1 * $0 }
      case .rate: x.combined(with: y) { $0 - ($1 == 0 ? 0 : $1 * Scalar.log($0)) }
      }
    return terms.sum { $0 }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func slopes(
    _ x: Tensor<Scalar>, _ y: Tensor<Scalar>, scale: Scalar
  ) -> Tensor<Scalar> {
    switch of {
    case .logarithm: x.combined(with: y) { scale * (Scalar.exp($0) - $1) }
    case .rate: x.combined(with: y) { scale * (1 - $1 / $0) }
    }
  }
}
