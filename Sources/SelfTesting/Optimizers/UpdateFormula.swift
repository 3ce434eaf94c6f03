import Foundation

/// What an optimizer's step must be, from all the gradients it has seen.
///
/// No gradient check sees an update rule: of all the rules only the first step of plain descent is a
/// gradient. But every rule has a closed form, a weighted sum over the past, which knows no memory to
/// forget, to share or to scale wrongly:
///
///     momentum   v = Σₖ μ^(t−k)·gₖ                                  Δ = −α·v, Nesterov −α·(gₜ + μ·v)
///     AdaGrad    s = Σₖ gₖ²                                         Δ = −α·gₜ/(√s + ε)
///     RMSProp    s = (1 − ρ)·Σₖ ρ^(t−k)·gₖ²                         Δ = −α·gₜ/(√s + ε)
///     Adam       m̂ = Σₖ β₁^(t−k)·gₖ / Σₖ β₁^(t−k), ŝ likewise      Δ = −α·m̂/(√ŝ + ε) − α·λ·θ
enum UpdateFormula: Sendable {
  case momentum(Double, nesterov: Bool)
  case adaGrad(epsilon: Double)
  case rmsProp(decay: Double, epsilon: Double)
  case adam(betas: (Double, Double), epsilon: Double, weightDecay: Double)

  /// Where one parameter goes from `theta`, with its gradients of all steps, the last one now.
  func step(from theta: Double, gradients: [Double], rate: Double) -> Double {
    let g = gradients.last ?? 0
    switch self {
    case .momentum(let mu, let isNesterov):
      let v = UpdateFormula.weighted(gradients, by: mu)
      return theta - rate * (isNesterov ? g + mu * v : v)
    case .adaGrad(let epsilon):
      let s = gradients.reduce(0) { $0 + $1 * $1 }
      return theta - rate * g / (s.squareRoot() + epsilon)
    case .rmsProp(let decay, let epsilon):
      let s = (1 - decay) * UpdateFormula.weighted(gradients.map { $0 * $0 }, by: decay)
      return theta - rate * g / (s.squareRoot() + epsilon)
    case .adam(let betas, let epsilon, let weightDecay):
      let ones = gradients.map { _ in 1.0 }
      let m =
        UpdateFormula.weighted(gradients, by: betas.0) / UpdateFormula.weighted(ones, by: betas.0)
      let s =
        UpdateFormula.weighted(gradients.map { $0 * $0 }, by: betas.1)
        / UpdateFormula.weighted(ones, by: betas.1)
      return theta - rate * weightDecay * theta - rate * m / (s.squareRoot() + epsilon)
    }
  }

  /// Σₖ factor^(t−k)·valueₖ
  private static func weighted(_ values: [Double], by factor: Double) -> Double {
    values.enumerated().reduce(0) {
      $0 + pow(factor, Double(values.count - 1 - $1.offset)) * $1.element
    }
  }
}
