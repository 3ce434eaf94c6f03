import Tensors
import Training

/// An optimizer whose rule is given, to be wrong.
struct MistakenOptimizer: Optimizer {
  typealias Scalar = Double

  /// What the rule of one tensor may use and keep.
  struct Step {
    /// v and s of each parameter, of this tensor, 0 at first.
    var velocity, squares: [Double]
    let gradient: [Double]
    let rate: Double
    /// The number of the step, from 1, and the number of tensors moved so far.
    let number, moves: Int
  }

  typealias Rule = @Sendable (_ theta: inout [Double], _ step: inout Step) -> Void

  var learningRate: Double
  private let rule: Rule
  /// Whether all tensors share one memory, as far as it reaches.
  private let sharesMemory: Bool
  private var number = 0
  private var moves = 0
  private var memory: [Int: (velocity: [Double], squares: [Double])] = [:]

  init(rate: Double, sharingMemory: Bool = false, _ rule: @escaping Rule) {
    learningRate = rate
    sharesMemory = sharingMemory
    self.rule = rule
  }

  var description: String { "Mistaken optimizer" }

  mutating func beginStep() { number += 1 }

  mutating func move(
    _ theta: inout Tensor<Double>, against gradient: Tensor<Double>, slot: Int
  ) {
    moves += 1
    let key = sharesMemory ? 0 : slot
    let kept = memory[key] ?? ([], [])
    func filled(_ values: [Double]) -> [Double] {
      Array((values + [Double](repeating: 0, count: theta.count)).prefix(theta.count))
    }
    var step = Step(
      velocity: filled(kept.velocity), squares: filled(kept.squares), gradient: gradient.elements,
      rate: learningRate, number: number, moves: moves)
    var values = theta.elements
    rule(&values, &step)
    memory[key] = (step.velocity, step.squares)
    theta = Tensor(theta.shape, values)
  }
}
