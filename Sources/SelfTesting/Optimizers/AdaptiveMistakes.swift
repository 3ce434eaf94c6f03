import Foundation
import Layers
import Training

extension OptimizerSpecimen {
  static var adaptive: [OptimizerSpecimen] {
    let adaGrad = AdaGrad<Double>(learningRate: rate)
    let adaFormula = UpdateFormula.adaGrad(epsilon: 1e-10)
    let rms = RMSProp<Double>(learningRate: rate)
    let rmsFormula = UpdateFormula.rmsProp(decay: 0.99, epsilon: 1e-8)
    return [
      specimen(
        "adagrad", "the squares forgotten", .state("forgotten"), of: adaGrad, adaFormula,
        each { theta, g, _, _, step in theta - step.rate * g / (g.magnitude + 1e-10) }),
      specimen(
        "adagrad", "without the root", .missing("√"), of: adaGrad, adaFormula,
        each { theta, g, _, s, step in
          s += g * g
          return theta - step.rate * g / (s + 1e-10)
        }),
      specimen(
        "adagrad", "the squares before this step", .state("previous call"), of: adaGrad, adaFormula,
        each { theta, g, _, s, step in
          let before = s
          s += g * g
          return theta - step.rate * g / (before.squareRoot() + 1e-10)
        }),
      specimen(
        "rmsprop", "the shares exchanged", .scale("ρ for 1 − ρ"), of: rms, rmsFormula,
        each { theta, g, _, s, step in
          s = 0.01 * s + 0.99 * g * g
          return theta - step.rate * g / (s.squareRoot() + 1e-8)
        }),
      specimen(
        "rmsprop", "ε under the root", .epsilon(1e-8), of: rms, rmsFormula,
        each { theta, g, _, s, step in
          s = 0.99 * s + 0.01 * g * g
          return theta - step.rate * g / (s + 1e-8).squareRoot()
        }),
      specimen(
        "rmsprop", "corrected for the start, as Adam is", .missing("1 − ρᵗ too many"), of: rms,
        rmsFormula,
        each { theta, g, _, s, step in
          s = 0.99 * s + 0.01 * g * g
          let corrected = s / (1 - pow(0.99, Double(step.number)))
          return theta - step.rate * g / (corrected.squareRoot() + 1e-8)
        }),
    ]
  }

  /// Adam's step, with its exponents and places of ε as given.
  private static func adamRule(
    betas: (Double, Double) = (0.9, 0.999), epsilon: Double = 1e-8, underRoot: Double = 0,
    corrects: (mean: Bool, square: Bool) = (true, true), countsTensors: Bool = false,
    shrinking: @escaping @Sendable (_ theta: Double, _ rate: Double) -> Double = { theta, _ in theta
    },
    coupled: Double = 0
  ) -> MistakenOptimizer.Rule {
    each { theta, g, v, s, step in
      let g = g + coupled * theta
      v = betas.0 * v + (1 - betas.0) * g
      s = betas.1 * s + (1 - betas.1) * g * g
      let t = Double(countsTensors ? step.moves : step.number)
      let mean = corrects.mean ? v / (1 - pow(betas.0, t)) : v
      let square = corrects.square ? s / (1 - pow(betas.1, t)) : s
      return shrinking(theta, step.rate)
        - step.rate * mean / ((square + underRoot).squareRoot() + epsilon)
    }
  }

  static var adam: [OptimizerSpecimen] {
    let right = Adam<Double>(learningRate: rate)
    let formula = UpdateFormula.adam(betas: (0.9, 0.999), epsilon: 1e-8, weightDecay: 0)
    return [
      specimen(
        "adam", "not corrected for the start", .missing("1 − βᵗ"), of: right, formula,
        adamRule(corrects: (false, false))),
      specimen(
        "adam", "only the mean corrected", .missing("1 − β₂ᵗ"), of: right, formula,
        adamRule(corrects: (true, false))),
      specimen(
        "adam", "a step counted for every tensor", .state("step count"), of: right, formula,
        adamRule(countsTensors: true)),
      specimen(
        "adam", "β₁ and β₂ exchanged", .scale("β₂ for β₁"), of: right, formula,
        adamRule(betas: (0.999, 0.9))),
      specimen(
        "adam", "ε under the root", .epsilon(1e-8), of: right, formula,
        adamRule(epsilon: 0, underRoot: 1e-8)),
      specimen(
        "adam", "one memory for all tensors", .state("another tensor's"), of: right, formula,
        sharingMemory: true, adamRule()),
    ]
  }

  static var adamW: [OptimizerSpecimen] {
    let right = Adam<Double>(learningRate: rate, weightDecay: .decoupled(0.01))
    let formula = UpdateFormula.adam(betas: (0.9, 0.999), epsilon: 1e-8, weightDecay: 0.01)
    return [
      specimen(
        "adamw", "the decay in the gradient", .missing("θ"), of: right, formula,
        adamRule(coupled: 0.01)),
      specimen("adamw", "no decay", .missing("θ"), of: right, formula, adamRule()),
      specimen(
        "adamw", "the decay with the wrong sign", .missing("θ"), seen: "andersbll/nnet#4",
        of: right, formula, adamRule(shrinking: { $0 * (1 + $1 * 0.01) })),
      specimen(
        "adamw", "the decay without the rate", .missing("θ"), of: right, formula,
        adamRule(shrinking: { theta, _ in theta * 0.99 })),
    ]
  }
}
