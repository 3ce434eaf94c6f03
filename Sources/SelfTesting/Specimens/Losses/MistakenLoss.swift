import GradientChecking
import LayerChecking
import Layers
import Tensors

/// A right loss with a mistake in its gradient.
struct MistakenLoss<Base: Loss>: Loss
where Base.Scalar == Double, Base.Prediction == Tensor<Double> {
  typealias Scalar = Double
  typealias Backward = @Sendable (Pass) -> Tensor<Double>

  struct Cache: Sendable, BranchTracing {
    let prediction: Tensor<Double>
    let target: Base.Target
    let base: Base.Cache

    var branches: [UInt16] { (base as? any BranchTracing)?.branches ?? [] }
  }

  /// What the mistaken gradient may make use of.
  struct Pass {
    let prediction: Tensor<Double>
    let target: Base.Target
    /// What the loss is multiplied by.
    let upstream: Double
    let right: Tensor<Double>
  }

  let base: Base
  let mistake: Backward

  var description: String { "Mistaken \(base)" }

  func forward(
    _ prediction: Tensor<Double>, target: Base.Target
  ) throws(InputError) -> (value: Double, cache: Cache) {
    let (value, cache) = try base.forward(prediction, target: target)
    return (value, Cache(prediction: prediction, target: target, base: cache))
  }

  func backward(_ lossGradient: Double, cache: Cache) -> Tensor<Double> {
    mistake(
      Pass(
        prediction: cache.prediction, target: cache.target, upstream: lossGradient,
        right: base.backward(lossGradient, cache: cache.base)))
  }
}

/// A right regularizer with a mistake in its gradient.
struct MistakenRegularizer<Base: Regularizer>: Regularizer where Base.Scalar == Double {
  let base: Base
  let mistake: @Sendable (Tensor<Double>) -> Tensor<Double>

  var description: String { "Mistaken \(base)" }

  func value(of parameter: Tensor<Double>) -> Double { base.value(of: parameter) }

  func gradient(of parameter: Tensor<Double>) -> Tensor<Double> { mistake(parameter) }

  func branches(of parameter: Tensor<Double>) -> [UInt16] { base.branches(of: parameter) }
}

// What is known of a loss or regularizer is known of its mistaken copy.

extension MistakenLoss: DescribedLoss {
  func describe(
    _ prediction: Tensor<Double>, _ target: Base.Target, _ upstream: Double,
    in facts: inout MapFacts
  ) {
    func describe<D: DescribedLoss>(_ described: D) {
      guard let target = target as? D.Target, let prediction = prediction as? Tensor<D.Scalar>
      else { return }
      described.describe(prediction, target, upstream, in: &facts)
    }
    if let described = base as? any DescribedLoss { describe(described) }
  }
}

extension MistakenRegularizer: DescribedRegularizer {
  var strengths: [MapFacts.Quantity] {
    (base as? any DescribedRegularizer<Double>)?.strengths ?? []
  }

  func terms(of parameter: Tensor<Double>) -> [(name: String, values: Tensor<Double>)] {
    (base as? any DescribedRegularizer<Double>)?.terms(of: parameter) ?? []
  }
}
