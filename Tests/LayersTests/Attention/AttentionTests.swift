import GSL
import Layers
import Tensors
import Testing

@Suite("Attention")
struct AttentionTests {
  private let context = ForwardContext(.training)

  private func input(keys: Int, mask: AttentionMask<Double>? = nil) -> AttentionInput<Double> {
    AttentionInput(
      query: .random([2, 3, 4], seed: 1), key: .random([2, keys, 4], seed: 2),
      value: .random([2, keys, 6], seed: 3), mask: mask)
  }

  @Test("Every query has weights that add up to 1")
  func weights() throws {
    let cache = try DotProductAttention<Double>(heads: 2).forward(input(keys: 5), in: context).cache
    #expect(cache.weights.shape == [2, 2, 3, 5])
    for row in 0..<12 {
      let sum = (0..<5).reduce(0) { $0 + cache.weights[5 * row + $1] }
      #expect(abs(sum - 1) < 1e-15)
    }
  }

  @Test("What is hidden changes nothing, and gets no gradient; what may be seen does")
  func hidden() throws {
    let mask = AttentionMask<Double>(lengths: [5, 3], of: 5)
    let layer = DotProductAttention<Double>(heads: 2)
    let input = input(keys: 5, mask: mask)
    let (output, cache) = try layer.forward(input, in: context)
    var other = input
    // The last key of the first sample may be seen, that of the second may not.
    for (sample, isSeen) in [(0, true), (1, false)] {
      other.key[(sample * 5 + 4) * 4] = 7
      #expect((try layer.forward(other, in: context).output != output) == isSeen)
      other = input
    }
    let gradients = layer.backward(Tensor(output.shape, repeating: 1), cache: cache).input
    #expect((gradients.value[4 * 6] != 0) == true)
    #expect((36..<40).allSatisfy { gradients.key[$0] == 0 })
    #expect((54..<60).allSatisfy { gradients.value[$0] == 0 })
  }

  @Test("A causal query does not see what comes after it")
  func causal() throws {
    let layer = DotProductAttention<Double>(causal: true)
    let input = input(keys: 3)
    let output = try layer.forward(input, in: context).output
    // The first query sees the first key alone, and gives its value.
    for j in 0..<6 { #expect(output[j] == input.value[j]) }
    var other = input
    other.value[2 * 6] += 1
    let changed = try layer.forward(other, in: context).output
    #expect((0..<12).allSatisfy { changed[$0] == output[$0] })
    #expect(changed[12] != output[12])
  }

  @Test("A query that sees nothing gives 0, and no gradient that is not a number")
  func blind() throws {
    let layer = DotProductAttention<Double>()
    let (output, cache) = try layer.forward(
      input(keys: 5, mask: AttentionMask(lengths: [0, 5], of: 5)), in: context)
    #expect((0..<18).allSatisfy { output[$0] == 0 })
    #expect(output[18] != 0)
    let gradients = layer.backward(Tensor(output.shape, repeating: 1), cache: cache).input
    #expect(gradients.tensors.allSatisfy { $0.elements.allSatisfy(\.isFinite) })
  }

  @Test("One sequence may be queries, keys and values; its gradients are added")
  func selfAttention() throws {
    struct SelfAttention: CompositeLayer {
      typealias Input = Tensor<Double>
      typealias Output = Tensor<Double>
      var graph: Graph<Double>
      var description: String { "SelfAttention" }
    }
    let attention = MultiHeadAttention<Double>(4, heads: 2, from: RandomGenerator(seed: 4))
    let layer = SelfAttention(
      graph: Graph([.init("attention", attention, from: "input", "input", "input")]))
    let x = Tensor<Double>.random([2, 3, 4], seed: 5)
    let (y, cache) = try layer.forward(x, in: context)
    let (own, ownCache) = try attention.forward(
      AttentionInput(query: x, key: x, value: x), in: context)
    #expect(y == own)
    let g = Tensor<Double>.random([2, 3, 4], seed: 6)
    let parts = attention.backward(g, cache: ownCache).input
    let sum = parts.query + parts.key + parts.value
    #expect(distance(layer.backward(g, cache: cache).input, sum) < 1e-15)
    #expect(layer.parameters["attention.query.weight"]?.shape == [4, 4])
  }

  @Test("Shapes that do not fit are refused by name")
  func shapes() {
    let layer = DotProductAttention<Double>(heads: 3)
    let error = #expect(throws: InputError.self) {
      try layer.forward(input(keys: 5), in: context)
    }
    #expect(
      error?.description == """
        DotProductAttention(heads 3) expects query [N, T, D], key [N, S, D] and value [N, S, E], \
        none empty, of 3 heads, got [2, 3, 4], [2, 5, 4] and [2, 5, 6]
        """)
    let other = #expect(throws: InputError.self) {
      try DotProductAttention<Double>().forward(
        input(keys: 5, mask: AttentionMask(lengths: [1, 2], of: 4)), in: context)
    }
    #expect(
      other?.description
        == "DotProductAttention(heads 1) expects a mask [2, 3 or 1, 5], got [2, 1, 4]")
  }
}
