import GradientChecking
import LayerChecking
import Layers
import Tensors

/// A right loss with a mistake in its gradient.
struct MistakenLoss<Base: Loss>: Loss
where Base.Scalar == Double, Base.Prediction == Tensor<Double> {
  typealias Scalar = Double
  typealias Target = Base.Target

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

  private let base: Base
  private let mistake: @Sendable (Pass) -> Tensor<Double>

  init(_ base: Base, _ mistake: @escaping @Sendable (Pass) -> Tensor<Double>) {
    self.base = base
    self.mistake = mistake
  }

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

  init(_ base: Base, _ mistake: @escaping @Sendable (Tensor<Double>) -> Tensor<Double>) {
    self.base = base
    self.mistake = mistake
  }

  var description: String { "Mistaken \(base)" }

  func value(of parameter: Tensor<Double>) -> Double { base.value(of: parameter) }

  func gradient(of parameter: Tensor<Double>) -> Tensor<Double> { mistake(parameter) }

  func branches(of parameter: Tensor<Double>) -> [UInt16] { base.branches(of: parameter) }
}

extension Specimen {
  private static let shape: Shape = [5, 4]

  /// A loss with a mistake, on normal predictions.
  init<Base: Loss>(
    _ mistake: String, of loss: Base, target: Base.Target,
    gradient: @escaping @Sendable (MistakenLoss<Base>.Pass) -> Tensor<Double>
  ) where Base.Scalar == Double, Base.Prediction == Tensor<Double> {
    func subject(_ loss: MistakenLoss<Base>) -> CheckSubject {
      CheckSubject(mistake, LossMap(loss, at: .random(Specimen.shape, seed: 1), target: target))
    }
    self.init(
      mistake, in: ["prediction"], wrong: subject(MistakenLoss(loss, gradient)),
      right: subject(MistakenLoss(loss) { $0.right }))
  }

  /// A regularizer with a mistake, on normal weights.
  init<Base: Regularizer>(
    _ mistake: String, of regularizer: Base,
    gradient: @escaping @Sendable (Tensor<Double>) -> Tensor<Double>
  ) where Base.Scalar == Double {
    func subject(_ regularizer: some Regularizer<Double>) -> CheckSubject {
      CheckSubject(
        mistake,
        RegularizationFunction(
          regularizer, on: [("weight", .random(Specimen.shape, seed: 1))]))
    }
    self.init(
      mistake, in: ["weight"], wrong: subject(MistakenRegularizer(regularizer, gradient)),
      right: subject(regularizer))
  }
}
