import GSL
import Layers
import Tensors

/// A network with what it is to learn: examples, as many as one likes, and the objective that judges it.
///
/// A check takes one batch of it, a sanity check trains it; neither needs to know of what it is.
public protocol LearningTask<Scalar>: Sendable {
  associatedtype Scalar: TensorScalar
  associatedtype Network: Layer<Scalar>
  associatedtype Objective: Loss<Scalar> where Objective.Prediction == Network.Output

  /// The network at its initialization.
  var network: Network { get }
  var objective: Objective { get }
  /// The parameters that do not learn, by the beginning of their names.
  var frozen: [String] { get }
  /// The least that the objective can come to.
  var floor: Double { get }
  /// Whether the input is needed to tell the target.
  var isInputNeeded: Bool { get }
  /// Where the examples come from, in words.
  var origin: String { get }

  /// So many examples; the same for the same key.
  func examples(_ count: Int, key: RandomKey) -> (input: Network.Input, target: Objective.Target)
}

/// A task whose examples are drawn by a function.
public struct DrawnTask<Network: Layer, Objective: Loss>: LearningTask
where Objective.Prediction == Network.Output, Objective.Scalar == Network.Scalar {
  public typealias Scalar = Network.Scalar
  public typealias Examples = (input: Network.Input, target: Objective.Target)

  public let network: Network
  public let objective: Objective
  public let frozen: [String]
  public let floor: Double
  public let isInputNeeded: Bool
  public let origin: String
  private let draw: @Sendable (Int, RandomGenerator) -> Examples

  public init(
    _ network: Network, _ objective: Objective, frozen: [String] = [], floor: Double = 0,
    isInputNeeded: Bool = true, origin: String = "samples drawn for the task",
    examples draw: @escaping @Sendable (Int, RandomGenerator) -> Examples
  ) {
    (self.network, self.objective, self.draw) = (network, objective, draw)
    (self.frozen, self.floor) = (frozen, floor)
    (self.isInputNeeded, self.origin) = (isInputNeeded, origin)
  }

  public func examples(_ count: Int, key: RandomKey) -> Examples {
    draw(count, RandomGenerator(key))
  }
}
