import GSL
import Layers
import Models
import Tensors
import Testing
import Training

/// Digits are to be said backward, without the zeros, so that answers are of unequal lengths.
@Suite("SequenceToSequence")
struct SequenceToSequenceTests {
  private static let (start, end, ignored) = (4, 5, -1)

  private let sources = (0..<64).map { [$0 / 16, $0 / 4 % 4, $0 % 4] }

  private func answer(to source: [Int]) -> [Int] { source.reversed().filter { $0 != 0 } }

  /// All sources, the right tokens so far, and the labels of the next ones; padding is ignored.
  private var batch: (input: TokenPair<Float>, labels: [Int]) {
    var (words, labels): ([Int], [Int]) = ([], [])
    for source in sources {
      let answer = answer(to: source)
      let padding = 3 - answer.count
      words += [Self.start] + answer + [Int](repeating: Self.end, count: padding)
      labels += answer + [Self.end] + [Int](repeating: Self.ignored, count: padding)
    }
    return (
      TokenPair(
        source: Tokens([64, 3], sources.flatMap { $0 }), answer: Tokens([64, 4], words)), labels
    )
  }

  @Test("One table serves both languages and the scores")
  func tied() {
    let network = SequenceToSequence<Float>(
      tokens: 6, features: 8, from: RandomGenerator(seed: 1))
    let names = network.parameters.slots.map(\.name)
    #expect(names.filter { $0.hasPrefix("table") } == ["table.weight"])
    #expect(!names.contains { $0.hasPrefix("words") || $0.hasPrefix("scores") })
  }

  @Test("It learns with teacher forcing, and then answers by itself")
  func training() throws {
    var loop = TrainingLoop(
      SequenceToSequence<Float>(tokens: 6, features: 24, from: RandomGenerator(seed: 2)),
      objective: SoftmaxCrossEntropy(ignoring: Self.ignored), optimizer: Adam(learningRate: 0.02))
    loop.clipping = .norm(1)
    let (input, labels) = batch
    let first = try loop.step(input, target: labels).loss
    for _ in 0..<300 { try loop.step(input, target: labels) }
    #expect(try loop.step(input, target: labels).loss < first / 20)
    let right = try sources.count {
      try loop.network.answer(to: $0, start: Self.start, end: Self.end, limit: 5) == answer(to: $0)
    }
    #expect(right >= 60)
  }

  @Test("What stands in the padding of a source changes nothing", arguments: [false, true])
  func padding(isAttending: Bool) throws {
    let network = SequenceToSequence<Double>(
      tokens: 7, features: 5, attending: isAttending, from: RandomGenerator(seed: 3))
    func scores(_ source: [Int], _ lengths: [Int]? = [2, 4]) throws -> [Double] {
      let pair = TokenPair<Double>(
        source: Tokens([2, 4], source), answer: Tokens([2, 3], [1, 3, 4, 1, 6, 5]),
        sourceLengths: lengths)
      return try network.forward(pair, in: ForwardContext(.inference)).output.elements
    }
    let answer = try scores([3, 4, 0, 0, 5, 6, 3, 4])
    #expect(try scores([3, 4, 2, 6, 5, 6, 3, 4]) == answer)
    // A token that is none of the padding does, and so does padding that is taken for tokens.
    #expect(try scores([3, 5, 0, 0, 5, 6, 3, 4]) != answer)
    #expect(try scores([3, 4, 2, 6, 5, 6, 3, 4], nil) != scores([3, 4, 0, 0, 5, 6, 3, 4], nil))
    // It is read as it would be alone.
    let alone = try network.forward(
      TokenPair(source: Tokens([1, 2], [3, 4]), answer: Tokens([1, 3], [1, 3, 4])),
      in: ForwardContext(.inference)
    ).output.elements
    for (a, b) in zip(alone, answer) { #expect(abs(a - b) < 1e-14) }
  }
}
