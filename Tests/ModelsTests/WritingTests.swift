import GSL
import Layers
import Models
import Tensors
import Testing
import Training

/// Models that go on by themselves.
@Suite struct WritingTests {
  @Test func `a text that was read in parts is gone on with`() throws {
    let (letters, text) = (LetterText.slopes.letters, LetterText.slopes.tokens)
    var loop = TrainingLoop(
      CharacterModel<LSTMCell<Float>>(
        letters: letters.count, units: 48, from: RandomGenerator(seed: 2)),
      objective: SoftmaxCrossEntropy(), optimizer: Adam(learningRate: 0.02))
    let first = try loop.read(text, part: 25)
    #expect(first.count == 4)
    for _ in 0..<80 { try loop.read(text, part: 25) }
    let last = try loop.read(text, part: 25)
    #expect(last.reduce(0, +) < 0.15 * first.reduce(0, +))
    let written = try loop.network.write(after: Array(text[..<20]), count: 30)
    #expect(written == Array(text[20..<50]))
    // By chance, hot enough, it is something else.
    let other = try loop.network.write(
      after: Array(text[..<20]), count: 30, by: .random(temperature: 50), key: RandomKey(1))
    #expect(other != written && other.allSatisfy(letters.indices.contains))
  }

  @Test func `states carry a text over from part to part`() throws {
    let model = CharacterModel<GRUCell<Double>>(
      letters: LetterText.slopes.letters.count, from: RandomGenerator(seed: 3))
    let text = Array(LetterText.slopes.tokens[..<9])
    func scores(_ part: ArraySlice<Int>, _ states: [Tensor<Double>]) throws -> [Double] {
      let tokens = Tokens<Double>([1, part.count], Array(part))
      return try model.forward(
        TokenSequence(tokens, states: states), in: ForwardContext(.inference)
      ).output.elements
    }
    let states = try model.states(after: TokenSequence(Tokens([1, 4], Array(text[..<4]))))
    let (whole, parts) = (try scores(text[...], []), try scores(text[4...], states))
    for (a, b) in zip(whole.suffix(parts.count), parts) { #expect(abs(a - b) < 1e-14) }
    #expect(try scores(text[4...], []) != parts)
  }

  @Test func `a decoder does not see what comes later, an encoder does`() throws {
    for isCausal in [true, false] {
      let model = Transformer<Double>(
        tokens: 5, classes: 3, causal: isCausal, from: RandomGenerator(seed: 4))
      func scores(_ tokens: [Int]) throws -> [Double] {
        try model.forward(
          TokenSequence(Tokens([1, 4], tokens)), in: ForwardContext(.inference)
        ).output.elements
      }
      let (one, other) = (try scores([1, 2, 3, 4]), try scores([1, 2, 3, 0]))
      #expect((one[..<9] == other[..<9]) == isCausal)
      #expect(one[9...] != other[9...])
    }
  }

  @Test func `padding changes nothing for what is no padding`() throws {
    let model = Transformer<Double>(
      tokens: 5, classes: 3, causal: false, from: RandomGenerator(seed: 5))
    func scores(_ tokens: [Int]) throws -> [Double] {
      let input = TokenSequence<Double>(Tokens([1, 4], tokens), lengths: [3])
      return Array(
        try model.forward(input, in: ForwardContext(.inference)).output.elements[..<9])
    }
    #expect(try scores([1, 2, 3, 0]) == scores([1, 2, 3, 4]))
  }

  @Test func `a translator that was taught answers`() throws {
    let name = try #require(TaskName(rawValue: "seq2seq"))
    let task = name.task(of: Float.self, from: RandomGenerator(seed: 6))
    let (input, target) = try #require(
      task.examples(20, key: RandomKey(1)) as? (TokenPair<Float>, [Int]))
    let network = try #require(task.network as? SequenceToSequence<Float>)
    var loop = TrainingLoop(
      network, objective: SoftmaxCrossEntropy(ignoring: -1), optimizer: Adam(learningRate: 0.01))
    for _ in 0..<500 { try loop.step(input, target: target) }
    let steps = input.source.shape[1]
    var right = 0
    for n in 0..<20 {
      let source = Array(input.source.indices[n * steps..<n * steps + input.sourceLengths![n]])
      right +=
        try loop.network.answer(to: source, start: 1, end: 2, limit: 8) == source.reversed() ? 1 : 0
    }
    #expect(right >= 19, "\(right) of 20")
  }

  @Test func `temperature and probability decide what is drawn`() {
    let (scores, generator) = ([0.0, 2, 1], RandomGenerator(seed: 7))
    #expect(Sampling.greedy.token(scores, from: generator) == 1)
    func counts(_ temperature: Double) -> [Int] {
      let drawn = (0..<3000).map { _ in
        Sampling.random(temperature: temperature).token(scores, from: generator)
      }
      return (0..<3).map { token in drawn.count { $0 == token } }
    }
    // softmax(0, 2, 1) = 0.090, 0.665, 0.245.
    for (count, share) in zip(counts(1), [0.090, 0.665, 0.245]) {
      #expect(abs(Double(count) / 3000 - share) < 0.04)
    }
    #expect(counts(0.05)[1] == 3000)
    #expect(counts(100).allSatisfy { $0 > 850 })
  }
}
