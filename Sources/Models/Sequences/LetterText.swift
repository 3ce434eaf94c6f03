import GSL
import Layers
import Tensors

/// A text of which parts are to be gone on with.
public struct LetterText: Sendable {
  /// The letters that occur, in order, and the text as their numbers.
  public let letters: [Character]
  public let tokens: [Int]
  /// Where it comes from, in words.
  public let origin: String

  /// The letters of a part, and of how many different ones a network can be made.
  private static let longestPart = 12
  private static let mostLetters = 256

  /// - Throws: `InputError` where the text is too short for a part of it, or has too many different letters.
  public init(_ text: String, origin: String) throws(InputError) {
    let text = Array(text)
    let letters = Set(text).sorted()
    guard text.count > LetterText.longestPart, (2...LetterText.mostLetters).contains(letters.count)
    else {
      throw InputError(
        origin,
        expects: "more than \(LetterText.longestPart) letters, of 2 to \(LetterText.mostLetters) "
          + "different ones", got: "\(text.count), of which \(letters.count) are different")
    }
    self.init(text, letters, origin)
  }

  private init(_ text: [Character], _ letters: [Character], _ origin: String) {
    (self.letters, self.origin) = (letters, origin)
    let numbers = Dictionary(uniqueKeysWithValues: zip(letters, letters.indices))
    tokens = text.map { numbers[$0]! }
  }

  /// A sentence of the package's own.
  public static let slopes: LetterText = {
    let text = Array(
      "the slope of a sum is the sum of the slopes, and the slope of a chain is the product of its links. "
    )
    return LetterText(text, Set(text).sorted(), "a sentence of \(text.count) letters")
  }()

  func task<Cell: RecurrentCell>(
    _ cell: Cell.Type, from generator: RandomGenerator
  ) -> any LearningTask<Cell.Scalar> {
    let tokens = tokens
    return DrawnTask(
      CharacterModel<Cell>(letters: letters.count, from: generator),
      SoftmaxCrossEntropy(ignoring: ignoredLabel), origin: origin
    ) { count, generator in
      let parts = (0..<count).map { _ in
        let length = LetterText.longestPart / 2 + generator.integer(below: 7)
        let start = generator.integer(below: tokens.count - length)
        return Array(tokens[start...start + length])
      }
      let units = 32
      let states = Cell().states.map { _ in Tensor<Cell.Scalar>([count, units]) }
      var input = TokenSequence<Cell.Scalar>.padded(parts.map { Array($0.dropLast()) })
      input.states = states
      return (input, parts.map { Array($0.dropFirst()) }.paddedLabels)
    }
  }
}

enum CharacterRNNTask: TextTaskEntry {
  static let name = "char-rnn"
  static let summary = "the next letter of a text, by an RNN"
  static let plan = LearningPlan(learningRate: 1e-2, steps: 400, share: 0.15)

  static func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator, on text: LetterText
  ) -> any LearningTask<Scalar> {
    text.task(RNNCell<Scalar>.self, from: generator)
  }
}

enum CharacterLSTMTask: TextTaskEntry {
  static let name = "char-lstm"
  static let summary = "the next letter of a text, by an LSTM"
  static let plan = LearningPlan(learningRate: 2e-2, steps: 400, share: 0.15)

  static func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator, on text: LetterText
  ) -> any LearningTask<Scalar> {
    text.task(LSTMCell<Scalar>.self, from: generator)
  }
}
