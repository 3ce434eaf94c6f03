import GSL
import Layers
import Tensors

/// Steps that were taken at random, with the values that a fixed target network gives to what came of them.
enum DeepQNetworkTask: TaskEntry {
  static let name = "dqn"
  static let summary = "values of actions, by temporal differences"
  static let plan = LearningPlan(learningRate: 1e-2, steps: 400, share: 0.05)

  static func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator
  ) -> any LearningTask<Scalar> {
    let corridor = Corridor()
    let network: Stack<Scalar> = corridor.network(from: generator)
    return DrawnTask(network, QLearning(huber: 1)) { count, generator in
      let cells = (0..<count).map { _ in generator.integer(below: corridor.cells - 1) }
      let actions = cells.map { _ in generator.integer(below: 2) }
      let targets = zip(cells, actions).map { cell, action -> Scalar in
        let (next, reward, isOver) = corridor.step(
          from: cell, Corridor.Action(rawValue: action)!)
        guard !isOver,
          let values = try? network.forward(
            corridor.states([next]), in: ForwardContext(.inference)
          ).output
        else { return Scalar(reward) }
        return Scalar(corridor.discount) * (values.elements.max() ?? 0)
      }
      return (corridor.states(cells), .init(actions: actions, values: targets))
    }
  }
}

/// Actions that were drawn evenly; what led toward the end is rewarded with 1, what did not with nothing.
enum PolicyNetworkTask: TaskEntry {
  static let name = "policy-gradient"
  static let summary = "probabilities of actions, by REINFORCE"
  static let plan = LearningPlan(learningRate: 1e-2, steps: 300, share: 0.05)

  static func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator
  ) -> any LearningTask<Scalar> {
    let corridor = Corridor()
    let network: Stack<Scalar> = corridor.network(from: generator)
    // To the right is best in every cell.
    return DrawnTask(network, PolicyGradient(), isInputNeeded: false) { count, generator in
      let cells = (0..<count).map { _ in generator.integer(below: corridor.cells - 1) }
      let actions = cells.map { _ in generator.integer(below: 2) }
      return (
        corridor.states(cells),
        .init(actions: actions, advantages: actions.map { Scalar($0) })
      )
    }
  }
}
