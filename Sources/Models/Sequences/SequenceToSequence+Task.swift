import GSL
import Layers
import Tensors

/// Digits backward: sources of unequal lengths, the answers with teacher forcing, their padding free.
enum SequenceToSequenceTask: TaskEntry {
  static let name = "seq2seq"
  static let summary = "GRU encoder and decoder, attention; digits backward"
  static let plan = LearningPlan(learningRate: 1e-2, steps: 400, share: 0.05)

  static func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator
  ) -> any LearningTask<Scalar> {
    DrawnTask(
      SequenceToSequence<Scalar>(tokens: 9, features: 24, attending: true, from: generator),
      SoftmaxCrossEntropy(ignoring: ignoredLabel)
    ) { count, generator in
      // 0 pads, 1 starts, 2 ends.
      let sources = (0..<count).map { _ in
        (0..<3 + generator.integer(below: 3)).map { _ in 3 + generator.integer(below: 6) }
      }
      let answers = sources.map { Array($0.reversed()) }
      return (
        TokenPair(
          source: TokenSequence.padded(sources).tokens,
          answer: TokenSequence.padded(answers.map { [1] + $0 }).tokens,
          sourceLengths: sources.map(\.count)),
        answers.map { $0 + [2] }.paddedLabels
      )
    }
  }
}
