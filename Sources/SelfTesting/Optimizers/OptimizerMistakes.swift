import Foundation
import Layers
import Training

extension OptimizerSpecimen {
  /// Wrong update rules, of each optimizer in each of its forms.
  public static var all: [OptimizerSpecimen] { descent + momentum + adaptive + adam + adamW }

  static let rate = 0.1

  static func specimen(
    _ subject: String, _ title: String, _ mistake: Mistake, seen threads: String...,
    of right: any Optimizer<Double>, _ formula: UpdateFormula, sharingMemory: Bool = false,
    _ rule: @escaping MistakenOptimizer.Rule
  ) -> OptimizerSpecimen {
    OptimizerSpecimen(
      subject: subject, title: title, mistake: mistake, threads: threads,
      check: TrajectoryCheck(formula, rate: rate, seed: 1), right: right,
      wrong: MistakenOptimizer(rate: rate, sharingMemory: sharingMemory, rule))
  }

  /// A rule that moves each parameter by itself.
  static func each(
    _ rule:
      @escaping @Sendable (
        _ theta: Double, _ g: Double, _ v: inout Double, _ s: inout Double,
        _ step: MistakenOptimizer.Step
      ) -> Double
  ) -> MistakenOptimizer.Rule {
    { theta, step in
      for i in theta.indices {
        var (v, s) = (step.velocity[i], step.squares[i])
        theta[i] = rule(theta[i], step.gradient[i], &v, &s, step)
        (step.velocity[i], step.squares[i]) = (v, s)
      }
    }
  }

  private static var descent: [OptimizerSpecimen] {
    let (right, formula) = (
      SGD<Double>(learningRate: rate), UpdateFormula.momentum(0, nesterov: false)
    )
    return [
      specimen(
        "sgd", "uphill", .scale(-1), seen: "andersbll/nnet#4", of: right, formula,
        each { theta, g, _, _, step in theta + step.rate * g }),
      specimen(
        "sgd", "without the rate", .scale(dividedBy: "α", rate), of: right, formula,
        each { theta, g, _, _, _ in theta - g }),
      specimen(
        "sgd", "the first gradient for every step", .state("previous call"), of: right, formula,
        each { theta, g, v, _, step in
          if step.number == 1 { v = g }
          return theta - step.rate * v
        }),
    ]
  }

  private static var momentum: [OptimizerSpecimen] {
    let right = SGD<Double>(learningRate: rate, momentum: 0.9)
    let formula = UpdateFormula.momentum(0.9, nesterov: false)
    let ahead = SGD<Double>(learningRate: rate, momentum: 0.9, nesterov: true)
    let aheadFormula = UpdateFormula.momentum(0.9, nesterov: true)
    let plain = each { theta, g, v, _, step in
      v = 0.9 * v + g
      return theta - step.rate * v
    }
    return [
      specimen(
        "momentum", "dampened", .scale(times: "1 − μ", 0.1), of: right, formula,
        each { theta, g, v, _, step in
          v = 0.9 * v + 0.1 * g
          return theta - step.rate * v
        }),
      specimen(
        "momentum", "the velocity forgotten", .state("forgotten"), of: right, formula,
        each { theta, g, _, _, step in theta - step.rate * g }),
      specimen(
        "momentum", "the rate kept in the velocity", .state("earlier rate"), of: right, formula,
        each { theta, g, v, _, step in
          v = 0.9 * v + step.rate * g
          return theta - v
        }),
      specimen(
        "momentum", "one velocity for all tensors", .state("another tensor's"), of: right, formula,
        sharingMemory: true, plain),
      specimen(
        "nesterov", "without looking ahead", .missing("μ·v"), of: ahead, aheadFormula, plain),
      specimen(
        "nesterov", "ahead by the velocity before", .state("previous call"), of: ahead,
        aheadFormula,
        each { theta, g, v, _, step in
          let before = v
          v = 0.9 * v + g
          return theta - step.rate * (g + 0.9 * before)
        }),
    ]
  }
}
