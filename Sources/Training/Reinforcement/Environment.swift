import Tensors

/// A world in which one acts step by step, and is rewarded now and then.
public protocol Environment: Sendable {
  associatedtype State: Sendable

  /// The number of actions.
  var actions: Int { get }
  /// γ, what a reward is worth a step later.
  var discount: Double { get }

  /// A state to begin with, by a number in 0 ..< 1.
  func start(_ chance: Double) -> State

  /// What an action leads to.
  func step(from state: State, action: Int) -> (state: State, reward: Double, isOver: Bool)

  /// States as a network is shown them, [N, …].
  func observation<Scalar: TensorScalar>(of states: [State]) -> Tensor<Scalar>
}
