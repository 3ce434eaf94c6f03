import GSL
import Layers
import Models
import Tensors
import Testing
import Training

@Suite("VariationalAutoencoder")
struct VariationalAutoencoderTests {
  /// Four patterns of eight pixels, eight times each.
  private let patterns: Tensor<Double> = {
    let four: [[Double]] = [
      [1, 1, 0, 0, 1, 0, 1, 0], [0, 0, 1, 1, 0, 1, 0, 1], [1, 0, 1, 0, 0, 0, 1, 1],
      [0, 1, 0, 1, 1, 1, 0, 0],
    ]
    return Tensor([32, 8], (0..<32).flatMap { four[$0 % 4] })
  }()

  @Test("The same key draws the same code, another key another; in inference it is the mean")
  func code() throws {
    let network = VariationalAutoencoder<Double>(
      8, hidden: 6, code: 2, from: RandomGenerator(seed: 1))
    func reconstruction(_ mode: ForwardContext.Mode, _ key: UInt64) throws -> Tensor<Double> {
      let context = ForwardContext(mode, key: RandomKey(key))
      return try network.forward(patterns, in: context).output.reconstruction
    }
    #expect(try reconstruction(.training, 1) == reconstruction(.training, 1))
    #expect(try reconstruction(.training, 1) != reconstruction(.training, 2))
    #expect(try reconstruction(.inference, 1) == reconstruction(.inference, 2))
  }

  @Test("The objective falls by half, and every pattern comes back as it was")
  func training() throws {
    var loop = TrainingLoop(
      VariationalAutoencoder<Double>(8, hidden: 16, code: 2, from: RandomGenerator(seed: 3)),
      objective: EvidenceLowerBound(), optimizer: Adam(learningRate: 0.02))
    let first = try loop.step(patterns, target: patterns).loss
    for _ in 0..<500 { try loop.step(patterns, target: patterns) }
    // Which of four it is takes ln 4 = 1.39 to say, and noise costs some.
    let last = try loop.step(patterns, target: patterns).loss
    #expect(last < 0.5 * first)
    #expect(last > 1.3)
    let restored = try loop.network.forward(patterns, in: ForwardContext(.inference)).output
      .reconstruction
    #expect(zip(restored.elements, patterns.elements).allSatisfy { ($0 > 0) == ($1 == 1) })
  }
}
