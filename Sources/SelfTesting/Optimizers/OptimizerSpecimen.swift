import Layers
import Tensors
import Training

/// A wrong update rule that the comparison with its defining formula has to find.
public struct OptimizerSpecimen: Sendable {
  /// "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw".
  public let subject: String
  public let title: String
  public let mistake: Mistake
  public let threads: [String]
  let check: TrajectoryCheck
  let right: any Optimizer<Double>
  let wrong: any Optimizer<Double>

  public var id: String { "\(subject): \(title)" }

  /// Relative errors of a step above this are mistakes, not rounding.
  static let tolerance = 1e-10

  /// The strengths in which the rule is a mistake, rather than rounding ten times over.
  public var dilutions: [Dilution] {
    Dilution.all.filter { dilution in
      let undiluted = error(Dilution(portion: dilution.portion, share: 1))
      return dilution == .none || dilution.share * undiluted > 10 * Self.tolerance
    }
  }

  /// The largest relative error of a step, with the mistake diluted.
  public func error(_ dilution: Dilution) -> Double { error(right, wrong, dilution) }

  private func error(
    _ right: some Optimizer<Double>, _ wrong: some Optimizer<Double>, _ dilution: Dilution
  ) -> Double {
    var wrong = wrong
    return check.error(of: right) { rate, before, gradient, after in
      var other = before
      wrong.learningRate = rate
      wrong.update(&other, gradient: gradient)
      for i in 0..<3 where dilution.portion != .entry || i == 1 {
        after.first[i] += dilution.share * (other.first[i] - after.first[i])
      }
      for i in 0..<4 where dilution.portion == .whole {
        after.second[i] += dilution.share * (other.second[i] - after.second[i])
      }
    }
  }
}
