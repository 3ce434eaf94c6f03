import GradientChecking
import Layers
import Tensors

/// Evaluates a network near a point.
///
/// What lies before a displaced number is as at the point, and was computed once; of its own layer only
/// the part that it reaches is evaluated, where the layer can do that; and through all that lies behind it
/// many points go as one batch, which points that are displaced further on join on its way.
struct StackedNeighborhood<Scalar: TensorScalar>: Neighborhood {
  /// What the points come to, given how they leave the network.
  typealias Objective = @Sendable (StackedPoints<Scalar>) throws -> [Evaluation]

  private var whole: Passage<Scalar>
  /// Of each variable, the input first.
  private let places: [Entrant.Place]
  private let stackSizes: [Int]
  private let objective: Objective
  /// Those that were displaced so far, by their positions.
  private var displaced: [Int: DisplacedLayer<Scalar>] = [:]

  /// The numbers in the largest activation of a stack: some megabytes.
  private static var activationLimit: Int { 1 << 23 }
  /// Enough points for what is done once for a stack not to count.
  private static var usualStack: Int { 64 }

  init(around whole: Passage<Scalar>, objective: @escaping Objective) {
    self.whole = whole
    self.whole.freeze(for: StackedNeighborhood.usualStack)
    self.objective = objective
    places = [.input] + whole.places.map { .parameter(leaf: $0.part, slot: $0.slot) }
    let weight = whole.parts.reduce(0) { total, part in
      part.layer.parameters.tensors.reduce(total) { $0 + $1.count }
    }
    stackSizes = places.map { place in
      let activation =
        switch place {
        case .input: whole.largestActivation
        case .parameter(let leaf, _): whole.parts[leaf].largestActivation
        }
      // A product rearranges its weights, which many points have to be worth.
      let worthwhile = max(StackedNeighborhood.usualStack, weight / max(1, activation))
      return max(2, min(worthwhile, StackedNeighborhood.activationLimit / max(1, activation)))
    }
  }

  func stackSize(ofVariable position: Int) -> Int { stackSizes[position] }

  mutating func evaluate(_ displacement: Displacement, step: Double) throws -> Evaluation {
    try evaluate([Move(displacement, by: step)])[0]
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  mutating func evaluate(_ moves: [Move]) throws -> [Evaluation] {
    let entrants = moves.enumerated().map { number, move in
      Entrant(number: number, place: places[move.displacement.variable], move: move)
    }
    let points = try whole.forward(entrants, &displaced)
    let evaluations = zip(points.numbers, try objective(points))
    return evaluations.sorted { $0.0 < $1.0 }.map(\.1)
  }
}
