import GSL
import GradientChecking
import Layers
import Tensors

/// What is checked of a network with its loss on one batch, whatever they are.
struct ModelSubjects: Sendable {
  var modes = ForwardContext.Mode.allCases
  /// λ of ½λΣw² on the weights; 0 for none.
  var regularization = 5e-4

  /// The ratio of gradient norms above which one part of the objective hides the other.
  private static let drowning = 10.0

  /// The data loss once a mode, then the regularization.
  func subjects<Network: Layer, Objective: Loss>(
    of network: Network, _ objective: Objective, at input: Network.Input, target: Objective.Target,
    named setting: String, _ key: RandomKey
  ) throws -> [CheckSubject]
  where Network.Output == Objective.Prediction, Network.Scalar == Objective.Scalar {
    var subjects = modes.map { mode in
      CheckSubject(
        "\(setting), \(mode.rawValue)",
        ModelFunction(
          network, loss: objective, at: input, target: target, in: ForwardContext(mode, key: key)))
    }
    guard regularization > 0 else { return subjects }

    let parameters = network.parameters
    let weights = zip(parameters.slots, parameters.tensors)
      .filter { slot, _ in slot.role.isRegularizedByDefault }
      .map { slot, tensor in (name: slot.name, tensor: tensor) }
    let regularizer = L2(Network.Scalar(regularization), .half)
    let regularizationFunction = RegularizationFunction(regularizer, on: weights)
    if let data = subjects.first?.map {
      subjects[0].warnings = try drownings(data, regularizationFunction)
    }
    subjects.append(CheckSubject("\(setting), \(regularizer) on weights", regularizationFunction))
    return subjects
  }

  /// A warning for each weight on which one part of the objective hides the other.
  private func drownings(
    _ data: any DifferentiableMap, _ regularization: any DifferentiableMap
  ) throws -> [String] {
    let dataGradient = try data.pullback(of: [1], at: Point(data.variables.map(\.values)))
    let ownGradient = try regularization.pullback(
      of: [1], at: Point(regularization.variables.map(\.values)))
    let dataNorms = Dictionary(
      uniqueKeysWithValues: zip(data.variables.map(\.name), dataGradient.blocks.map(norm)))
    return zip(regularization.variables, ownGradient.blocks.map(norm)).compactMap { weight, own in
      guard let data = dataNorms[weight.name], data > 0, own > ModelSubjects.drowning * data else {
        return nil
      }
      return "regularization drowns the data loss in \(weight.name): its gradient is "
        + "\(Int(exactly: (own / data).rounded()).map(String.init) ?? "far too many") times as large"
    }
  }

  private func norm(_ block: [Double]) -> Double {
    block.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
