import GSL
import Layers
import Models
import Tensors
import Testing
import Training

/// What is best in the corridor is known.
@Suite struct ReinforcementTests {
  private let corridor = Corridor()

  @Test func `a step to the end is worth 1, others what they lead to`() {
    #expect(corridor.value(of: .right, in: 4) == 1)
    #expect(abs(corridor.value(of: .right, in: 0) - 0.6561) < 1e-12)
    #expect(abs(corridor.value(of: .left, in: 4) - 0.81) < 1e-12)
    #expect(abs(corridor.value(of: .left, in: 0) - 0.59049) < 1e-12)
  }

  @Test(arguments: 0..<5 as Range<UInt64>)
  func `values come to what is known`(seed: UInt64) throws {
    var training = DeepQLearning(
      corridor.network(from: RandomGenerator(seed: seed)) as Stack<Float>, in: corridor,
      optimizer: Adam(learningRate: 0.01), key: RandomKey(seed))
    training.exploration = 0.4
    for _ in 0..<250 { try training.episode() }
    let values = try training.values(in: Array(0..<5))
    for cell in 0..<5 {
      for action in Corridor.Action.allCases {
        let (learned, known) = (
          Double(values[2 * cell + action.rawValue]), corridor.value(of: action, in: cell)
        )
        #expect(abs(learned - known) < 0.1, "\(action) in \(cell): \(learned), not \(known)")
      }
    }
  }

  @Test(arguments: 0..<5 as Range<UInt64>)
  func `the best action becomes all but certain everywhere`(seed: UInt64) throws {
    var search = PolicySearch(
      corridor.network(from: RandomGenerator(seed: seed)) as Stack<Float>, in: corridor,
      optimizer: Adam(learningRate: 0.01), key: RandomKey(seed))
    for _ in 0..<300 { try search.update() }
    let probabilities = try search.probabilities(in: Array(0..<5))
    for cell in 0..<5 { #expect(probabilities[2 * cell + 1] > 0.9, "cell \(cell)") }
  }
}
