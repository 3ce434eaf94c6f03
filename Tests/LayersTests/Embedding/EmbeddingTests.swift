import GSL
import Layers
import Tensors
import Testing

@Suite("Embedding")
struct EmbeddingTests {
  private let layer = Embedding<Double>(weight: Tensor([3, 2], [1, 2, 3, 4, 5, 6]))
  private let context = ForwardContext(.training)

  @Test("Each token has its row, and the gradients of equal ones are added")
  func rows() throws {
    let (y, cache) = try layer.forward(Tokens([2, 2], [2, 0, 2, 2]), in: context)
    #expect(y == Tensor([2, 2, 2], [5, 6, 1, 2, 5, 6, 5, 6]))
    let gradients = layer.backward(Tensor([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]), cache: cache)
    #expect(gradients.parameters.weight == Tensor([3, 2], [3, 4, 0, 0, 13, 16]))
  }

  @Test("A token that is not in the table is refused")
  func stray() {
    let error = #expect(throws: InputError.self) {
      try layer.forward(Tokens([1, 2], [0, 3]), in: context)
    }
    #expect(error?.description == "Embedding(3 × 2) expects tokens in 0 ..< 3, got 3")
  }

  /// Scores every token by its own vector.
  private struct Tied: CompositeLayer {
    typealias Input = Tokens<Double>
    typealias Output = Tensor<Double>
    var graph: Graph<Double>
    var description: String { "Tied" }
  }

  @Test("A table tied to what scores the tokens is one parameter")
  func tied() throws {
    let tied = Tied(
      graph: Graph([
        .init("table", layer),
        .init(
          "scores", Linear(2, 3, bias: false, from: RandomGenerator(seed: 1)), sharing: "table"),
      ]))
    let (y, cache) = try tied.forward(Tokens([2], [1, 0]), in: context)
    #expect(y == Tensor([2, 3], [11, 25, 39, 5, 11, 17]))
    let gradients = tied.backward(Tensor([2, 3], [1, 0, 0, 0, 0, 0]), cache: cache)
    #expect(gradients.parameters.slots.map(\.name) == ["table.weight"])
    // Of the score W₀·W₁: W₁ to the first row, W₀ to the second.
    #expect(gradients.parameters["table.weight"] == Tensor([3, 2], [3, 4, 1, 2, 0, 0]))
  }
}
