import Tensors

/// A loss to which every element of prediction and target adds a term of its own.
///
///     forward    L = (1/N) Σ ℓ(x, y)
///     backward   dx = G/N·∂ℓ/∂x
///
/// Any shape; N is the number of all elements unless the loss says otherwise. With `.sum` the 1/N is left out. A
/// loss writes ℓ and its derivative, over whole tensors, so that neither is called for each element.
public protocol ElementwiseLoss<Scalar>: Loss
where Prediction == Tensor<Scalar>, Target == Tensor<Scalar>, Cache == ElementwiseTerms<Scalar> {
  var reduction: Reduction { get }

  /// Σ ℓ(x, y).
  func total(_ x: Tensor<Scalar>, _ y: Tensor<Scalar>) -> Scalar

  /// `scale`·∂ℓ/∂x of each element.
  func slopes(_ x: Tensor<Scalar>, _ y: Tensor<Scalar>, scale: Scalar) -> Tensor<Scalar>

  /// The number of terms that a mean divides by.
  func count(_ x: Tensor<Scalar>) -> Int

  /// y·x at which ℓ has a kink; nil where it has none.
  var margin: Scalar? { get }

  /// - Throws: where the target is none of this loss.
  func validate(_ y: Tensor<Scalar>) throws(InputError)
}

/// What the way back of an ``ElementwiseLoss`` needs: prediction and target.
public struct ElementwiseTerms<Scalar: TensorScalar>: Sendable, BranchTracing {
  let prediction, target: Tensor<Scalar>
  let margin: Scalar?

  /// For each element 1 where the margin is kept.
  public var branches: [UInt16] {
    margin.map { prediction.combined(with: target) { $0 * $1 }.branches(above: [$0]) } ?? []
  }
}

extension ElementwiseLoss {
  public func count(_ x: Tensor<Scalar>) -> Int { x.count }

  public var margin: Scalar? { nil }

  public func validate(_ y: Tensor<Scalar>) throws(InputError) {}

  public func forward(
    _ prediction: Tensor<Scalar>, target: Tensor<Scalar>
  ) throws(InputError) -> (value: Scalar, cache: ElementwiseTerms<Scalar>) {
    try validate(prediction, target: target)
    try validate(target)
    return (
      total(prediction, target) * reduction.factor(count(prediction)),
      ElementwiseTerms(prediction: prediction, target: target, margin: margin)
    )
  }

  public func backward(
    _ lossGradient: Scalar, cache: ElementwiseTerms<Scalar>
  ) -> Tensor<Scalar> {
    slopes(
      cache.prediction, cache.target,
      scale: lossGradient * reduction.factor(count(cache.prediction)))
  }
}
