import GSL
import Layers
import Tensors

/// Learning what to do by doing it: actions are drawn by their probabilities, and what turned out better than usual
/// becomes likelier (REINFORCE).
///
///     return of step t = Σ γᵏ·r_{t+k}        advantage = return − mean return of the batch        loss ``PolicyGradient``
///
/// Source: Williams: "Simple statistical gradient-following algorithms for connectionist reinforcement learning",
/// Machine Learning 1992.
public struct PolicySearch<World: Environment, Network: Layer>: Sendable
where Network.Input == Tensor<Network.Scalar>, Network.Output == Tensor<Network.Scalar> {
  public typealias Scalar = Network.Scalar

  public let world: World
  /// The episodes of an update, and the most steps of one.
  public var episodes = 8
  public var limit = 50
  private var loop: TrainingLoop<Network, PolicyGradient<Scalar>>
  private let key: RandomKey

  public init(
    _ network: Network, in world: World, optimizer: any Optimizer<Scalar>,
    entropyWeight: Scalar = 0.01, key: RandomKey = RandomKey(0)
  ) {
    self.world = world
    self.key = key
    loop = TrainingLoop(
      network, objective: PolicyGradient(entropyWeight: entropyWeight), optimizer: optimizer,
      key: key)
  }

  public var network: Network { loop.network }

  /// The probabilities of all actions in some states, [N, K].
  ///
  /// - Throws: ``InputError`` where the network does not take the world's states.
  public func probabilities(in states: [World.State]) throws(InputError) -> Tensor<Scalar> {
    let context = ForwardContext(.inference)
    let logits = try network.forward(world.observation(of: states), in: context).output
    return try Softmax<Scalar>().forward(logits, in: context).output
  }

  /// Acts for some episodes and learns from all of them at once; returns the mean of the first steps' returns.
  ///
  /// - Throws: ``InputError`` where the network does not take the world's states.
  @discardableResult
  public mutating func update() throws(InputError) -> Double {
    let generator = RandomGenerator(key.derived(loop.steps))
    var (states, actions, returns): ([World.State], [Int], [Double]) = ([], [], [])
    var first = 0.0
    for _ in 0..<episodes {
      var state = world.start(generator.uniform())
      var rewards: [Double] = []
      for _ in 0..<limit {
        let probabilities = try probabilities(in: [state]).elements
        var (action, rest) = (0, generator.uniform() - Double(probabilities[0]))
        while rest >= 0, action + 1 < world.actions {
          action += 1
          rest -= Double(probabilities[action])
        }
        let (next, reward, isOver) = world.step(from: state, action: action)
        states.append(state)
        actions.append(action)
        rewards.append(reward)
        state = next
        if isOver { break }
      }
      var after = 0.0
      let own = rewards.reversed().map { reward in
        after = reward + world.discount * after
        return after
      }
      returns += own.reversed()
      first += after / Double(episodes)
    }
    let mean = returns.reduce(0, +) / Double(returns.count)
    try loop.step(
      world.observation(of: states),
      target: .init(actions: actions, advantages: returns.map { Scalar($0 - mean) }))
    return first
  }
}
