import GSL
import Layers
import Tensors

/// Learning what actions are worth from steps that are remembered: deep Q-learning.
///
///     target of a step (s, a, r, s') = r + γ·maxₐ' q̄(s', a'), r alone where it ended        loss ``QLearning``
///
/// Steps are taken by the network's best action, with probability ε by any (ε-greedy), and put into a memory from which
/// each update draws (replay); q̄ is a copy of the network that is renewed now and then (target network), so that the
/// target holds still. Source: Mnih et al.: "Human-level control through deep reinforcement learning", Nature 2015.
public struct DeepQLearning<World: Environment, Network: Layer>: Sendable
where Network.Input == Tensor<Network.Scalar>, Network.Output == Tensor<Network.Scalar> {
  public typealias Scalar = Network.Scalar

  private struct Step: Sendable {
    let state, next: World.State
    let action: Int
    let reward: Double
    let isOver: Bool
  }

  public let world: World
  /// ε.
  public var exploration = 0.2
  /// The steps that are remembered, drawn at once, and taken between two renewals of q̄.
  public var capacity = 1000
  public var batch = 16
  public var renewal = 25
  /// The most steps of an episode.
  public var limit = 50
  private var loop: TrainingLoop<Network, QLearning<Scalar>>
  private var target: Network
  private var memory: [Step] = []
  private var steps = 0
  private let key: RandomKey

  public init(
    _ network: Network, in world: World, optimizer: any Optimizer<Scalar>,
    key: RandomKey = RandomKey(0)
  ) {
    self.world = world
    self.key = key
    loop = TrainingLoop(
      network, objective: QLearning(huber: 1), optimizer: optimizer, key: key)
    target = network
  }

  public var network: Network { loop.network }

  /// The values of all actions in some states, [N, K].
  ///
  /// - Throws: `InputError` where the network does not take the world's states.
  public func values(in states: [World.State]) throws(InputError) -> Tensor<Scalar> {
    try network.forward(world.observation(of: states), in: ForwardContext(.inference)).output
  }

  /// Acts from a start to an end, learning on the way; returns the sum of rewards.
  ///
  /// - Throws: `InputError` where the network does not take the world's states.
  @discardableResult
  public mutating func episode() throws(InputError) -> Double {
    let generator = RandomGenerator(key.derived(steps))
    var (state, total) = (world.start(generator.uniform()), 0.0)
    for _ in 0..<limit {
      let values = try self.values(in: [state]).elements
      let action =
        generator.uniform() < exploration
        ? generator.integer(below: world.actions) : values.indices.max { values[$0] < values[$1] }!
      let (next, reward, isOver) = world.step(from: state, action: action)
      let step = Step(state: state, next: next, action: action, reward: reward, isOver: isOver)
      // The oldest is forgotten.
      if memory.count < capacity { memory.append(step) } else { memory[steps % capacity] = step }
      steps += 1
      try learn(generator)
      (state, total) = (next, total + reward)
      if isOver { break }
    }
    return total
  }

  private mutating func learn(_ generator: RandomGenerator) throws(InputError) {
    guard memory.count >= batch else { return }
    let chosen = generator.sample(batch, below: memory.count).map { memory[$0] }
    let after = try target.forward(
      world.observation(of: chosen.map(\.next)), in: ForwardContext(.inference)
    ).output
    let targets = chosen.enumerated().map { n, step -> Scalar in
      let best = (0..<world.actions).map { after[n * world.actions + $0] }.max()!
      return Scalar(step.reward) + (step.isOver ? 0 : Scalar(world.discount) * best)
    }
    try loop.step(
      world.observation(of: chosen.map(\.state)),
      target: .init(actions: chosen.map(\.action), values: targets))
    if loop.steps % renewal == 0 { target = loop.network }
  }
}
