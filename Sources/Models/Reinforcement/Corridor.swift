import GSL
import Layers
import Tensors
import Training

/// A corridor of cells in which one may step left or right; reaching the right end is worth 1 and ends it.
///
/// The state is the cell, as a vector of zeros and a one. What is best is known: always to the right, so that an
/// action's value is γ^(d − 1) to the right and γ^(d + 1) to the left, at a distance d from the end; at the left end a
/// step to the left leads nowhere and leaves γ^d.
public struct Corridor: Sendable, Hashable {
  public enum Action: Int, Sendable, CaseIterable {
    case left
    case right
  }

  public let cells: Int
  /// γ, what a reward is worth a step later.
  public let discount: Double

  public init(cells: Int = 6, discount: Double = 0.9) {
    precondition(cells > 1 && (0..<1).contains(discount), "two cells at least, γ in 0 ..< 1")
    (self.cells, self.discount) = (cells, discount)
  }

  /// What a step from a cell leads to.
  public func step(
    from cell: Int, _ action: Action
  ) -> (cell: Int, reward: Double, isOver: Bool) {
    let next = min(cells - 1, max(0, cell + (action == .right ? 1 : -1)))
    return next == cells - 1 ? (next, 1, true) : (next, 0, false)
  }

  /// The value of an action where everything after it is the best.
  public func value(of action: Action, in cell: Int) -> Double {
    let (next, reward, isOver) = step(from: cell, action)
    // From the next cell it takes so many steps, of which the last is rewarded.
    return isOver ? reward : (0..<cells - 1 - next).reduce(1) { value, _ in value * discount }
  }

  /// The states of some cells, [N, cells].
  public func states<Scalar: TensorScalar>(_ cells: [Int]) -> Tensor<Scalar> {
    var states = Tensor<Scalar>([cells.count, self.cells])
    for (n, cell) in cells.enumerated() { states[n * self.cells + cell] = 1 }
    return states
  }

  /// A network with a number for each action: its value, or the logit of its being chosen.
  public func network<Scalar: TensorScalar>(
    units: Int = 16, from generator: RandomGenerator
  ) -> Stack<Scalar> {
    Stack([
      .init("fc1", Linear(cells, units, from: generator)), .init("tanh", Tanh()),
      .init(
        "actions",
        Linear(
          units, Action.allCases.count, initializer: .gaussian(standardDeviation: 0.1),
          from: generator)),
    ])
  }
}

extension Corridor: Environment {
  public var actions: Int { Action.allCases.count }

  /// Any cell but the last.
  public func start(_ chance: Double) -> Int { min(cells - 2, Int(chance * Double(cells - 1))) }

  public func step(from state: Int, action: Int) -> (state: Int, reward: Double, isOver: Bool) {
    let (cell, reward, isOver) = step(from: state, Action.allCases[action])
    return (cell, reward, isOver)
  }

  public func observation<Scalar: TensorScalar>(of states: [Int]) -> Tensor<Scalar> {
    self.states(states)
  }
}
