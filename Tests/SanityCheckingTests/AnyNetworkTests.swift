import Diagnostics
import GSL
import Layers
import SanityChecking
import Tensors
import Testing
import Training

/// The training loop and the probes on what is not a classifier of images.
@Suite struct AnyNetworkTests {
  /// What comes after each letter of a text.
  private struct Reader: CompositeLayer {
    typealias Input = Tokens<Double>
    typealias Output = Tensor<Double>
    var graph: Graph<Double>
    var description: String { "Reader" }
  }

  private static let text = Array("to be or not to be ")

  @Test func `a network of letters learns a sentence by heart, and is found healthy`() throws {
    let generator = RandomGenerator(seed: 1)
    let letters = Set(Self.text).sorted()
    let tokens = Self.text.map { letters.firstIndex(of: $0)! }
    let reader = Reader(
      graph: Graph([
        .init("table", Embedding(letters.count, 8, from: generator)),
        .init("memory", LSTM(8, 16, from: generator)), .init("steps", Rows()),
        .init("scores", Linear(16, letters.count, from: generator)),
      ]))
    var loop = TrainingLoop(
      reader, objective: SoftmaxCrossEntropy(), optimizer: Adam(learningRate: 0.02))
    var monitor = TrainingMonitor(probes: [NotFinite(), GradientFlow(), UnchangedParameters()])
    let input = Tokens<Double>([1, tokens.count - 1], Array(tokens.dropLast()))
    for _ in 0..<120 {
      let observation = try loop.observedStep(input, target: Array(tokens.dropFirst()))
      monitor.record(TrainingStep(observation))
    }
    let last = try loop.step(input, target: Array(tokens.dropFirst()))
    #expect(last.accuracy == 1)
    #expect(last.loss < 0.2)
    #expect(monitor.findings.allSatisfy { $0.verdict != .fail })
    #expect(
      monitor.history.recent.last?.layers.map(\.name) == ["table", "memory", "steps", "scores"])
  }

  @Test func `an autoencoder learns to give back what it gets`() throws {
    let generator = RandomGenerator(seed: 2)
    let network = Stack<Double>([
      .init("encoder", Linear(6, 3, from: generator)), .init("tanh", Tanh()),
      .init("decoder", Linear(3, 6, from: generator)),
    ])
    // Of rank 2, so that three units are enough.
    let codes = generator.normals(20)
    let mixing = generator.normals(12)
    let values = (0..<60).map { i -> Double in
      let (sample, feature) = (i / 6, i % 6)
      let first: Double = codes[2 * sample] * mixing[feature]
      let second: Double = codes[2 * sample + 1] * mixing[6 + feature]
      return 0.3 * (first + second)
    }
    let input = Tensor<Double>([10, 6], values)
    var loop = TrainingLoop(
      network, objective: MeanSquaredError(), optimizer: Adam(learningRate: 0.02))
    let first = try loop.step(input, target: input).loss
    for _ in 0..<400 { try loop.step(input, target: input) }
    let last = try loop.observedStep(input, target: input)
    #expect(last.result.loss < first / 100)
    #expect(TrainingStep(last).samples == 10)
  }
}
