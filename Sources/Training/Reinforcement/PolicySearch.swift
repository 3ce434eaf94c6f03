import GSL
import Layers
import Tensors

/// Learning what to do by doing it: actions are drawn by their probabilities, and what turned out better than usual
/// becomes likelier (REINFORCE).
///
///     return of step t = Σ γᵏ·r_{t+k}        advantage = return − b(s)        loss ``PolicyGradient``
///
/// b(s) is the return that is usual in a state, a linear function of its observation that is learned beside: without it
/// what is done in a good place seems right, whatever it is, and wrong in a bad one. Sources: Williams: "Simple
/// statistical gradient-following algorithms for connectionist reinforcement learning", Machine Learning 1992, baselines
/// included; a linear one: Duan et al., ICML 2016.
public struct PolicySearch<World: Environment, Network: Layer>: Sendable
where Network.Input == Tensor<Network.Scalar>, Network.Output == Tensor<Network.Scalar> {
  public typealias Scalar = Network.Scalar

  public let world: World
  /// The episodes of an update, and the most steps of one.
  public var episodes = 8
  public var limit = 50
  private var loop: TrainingLoop<Network, PolicyGradient<Scalar>>
  private var usual = LinearBaseline()
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
  /// - Throws: `InputError` where the network does not take the world's states.
  public func probabilities(in states: [World.State]) throws(InputError) -> Tensor<Scalar> {
    let context = ForwardContext(.inference)
    let logits = try network.forward(world.observation(of: states), in: context).output
    return try Softmax<Scalar>().forward(logits, in: context).output
  }

  /// Acts for some episodes and learns from all of them at once; returns the mean of the first steps' returns.
  ///
  /// - Throws: `InputError` where the network does not take the world's states.
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
    let observation: Tensor<Scalar> = world.observation(of: states)
    let width = observation.shape.stride(of: 0)
    let features = states.indices.map { n in
      observation.elements[n * width..<(n + 1) * width].map { Double($0) } + [1]
    }
    let advantages = zip(features, returns).map { Scalar($1 - usual.value(of: $0)) }
    for (row, value) in zip(features, returns) { usual.learn(row, value) }
    try loop.step(observation, target: .init(actions: actions, advantages: advantages))
    return first
  }
}

/// A linear function that follows what it is told, by normalized least mean squares: each time a part of the error at
/// that place is taken away.
private struct LinearBaseline: Sendable {
  private static let rate = 0.05
  private var weights: [Double] = []

  func value(of features: [Double]) -> Double {
    zip(weights, features).reduce(0) { $0 + $1.0 * $1.1 }
  }

  mutating func learn(_ features: [Double], _ value: Double) {
    if weights.isEmpty { weights = features.map { _ in 0 } }
    let size = features.reduce(0) { $0 + $1 * $1 }
    let step = LinearBaseline.rate * (value - self.value(of: features)) / size
    for i in weights.indices { weights[i] += step * features[i] }
  }
}
