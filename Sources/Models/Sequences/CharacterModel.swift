import GSL
import Layers
import Tensors
import Training

/// A text letter by letter: what comes after each, by what a recurrent layer remembers of those before.
///
///     table(letters) → recurrent, from the states that it is given → linear → scores
///
/// Shapes: tokens [N, T] as ``TokenSequence`` in, scores [N·T, V] out. A long text is learned part by part, each from
/// the states that the one before left: ``states(after:)``. ``write(after:count:by:key:)`` goes on by itself.
public struct CharacterModel<Cell: RecurrentCell>: CompositeLayer {
  public typealias Scalar = Cell.Scalar
  public typealias Input = TokenSequence<Scalar>
  public typealias Output = Tensor<Scalar>

  public var graph: Graph<Scalar>

  /// A network with random weights.
  public init(letters: Int, features: Int = 12, units: Int = 32, from generator: RandomGenerator) {
    graph = Graph([
      .init("table", Embedding(letters, features, from: generator), from: "input.tokens"),
      .init(
        "memory", StatefulRecurrent(Recurrent<Cell>(features, units, from: generator)),
        from: "table", "input.states"),
      .init("steps", Rows(), from: "memory.sequence"),
      .init("scores", Linear(units, letters, initializer: .xavier, from: generator)),
    ])
  }

  public var description: String { "CharacterModel(\(Cell().name))" }

  /// What is remembered after these tokens.
  ///
  /// - Throws: `InputError` where a token is not in the table.
  public func states(after input: Input) throws(InputError) -> [Tensor<Scalar>] {
    let trace = try Trace(of: self, at: AnyTensors(input), in: ForwardContext(.inference))
    return Array(trace.leaves[1].output.tensors.dropFirst())
  }

  /// So many letters after these, chosen one by one.
  ///
  /// - Throws: `InputError` where a token is not in the table.
  public func write(
    after start: [Int], count: Int, by sampling: Sampling = .greedy, key: RandomKey = RandomKey(0)
  ) throws(InputError) -> [Int] {
    precondition(!start.isEmpty, "a text starts with a letter")
    let generator = RandomGenerator(key)
    var (text, states, latest): ([Int], [Tensor<Scalar>], [Int]) = ([], [], start)
    while text.count < count {
      let input = TokenSequence(Tokens<Scalar>([1, latest.count], latest), states: states)
      let scores = try forward(input, in: ForwardContext(.inference)).output
      states = try self.states(after: input)
      latest = [
        sampling.token(Array(scores.elements.suffix(scores.shape[1])), from: generator)
      ]
      text += latest
    }
    return text
  }
}

extension TrainingLoop {
  /// Reads a long text once, a step of training for each part of so many letters, from the states that the part before
  /// left: truncated backpropagation through time.
  ///
  /// - Returns: The loss of each part before its step.
  /// - Throws: as ``step(_:target:)`` does.
  @discardableResult
  public mutating func read<Cell: RecurrentCell>(
    _ text: [Int], part length: Int
  ) throws(InputError) -> [Scalar]
  where Network == CharacterModel<Cell>, Objective.Target == [Int] {
    precondition(length > 0, "a part has letters")
    var (states, losses): ([Tensor<Scalar>], [Scalar]) = ([], [])
    for start in stride(from: 0, to: text.count - 1, by: length) {
      let end = min(start + length, text.count - 1)
      let input = TokenSequence(
        Tokens<Scalar>([1, end - start], Array(text[start..<end])), states: states)
      states = try network.states(after: input)
      losses.append(try step(input, target: Array(text[start + 1...end])).loss)
    }
    return losses
  }
}
