import GSL
import Layers
import Tensors
import Testing

@Suite("Graph")
struct GraphTests {
  private let training = ForwardContext(.training)
  private let x = Tensor<Double>.random([3, 4], seed: 1)

  private func linear(_ inputs: Int, _ outputs: Int, seed: UInt64) -> Linear<Double> {
    Linear(inputs, outputs, from: RandomGenerator(seed: seed))
  }

  /// Two branches side by side.
  private struct Branches: CompositeLayer {
    typealias Input = Tensor<Double>
    typealias Output = Tensor<Double>
    var graph: Graph<Double>
    var description: String { "Branches" }
  }

  @Test("A concatenation has the branches one behind the other, and hands each its own gradient")
  func concatenation() throws {
    let (a, b) = (linear(4, 2, seed: 2), linear(4, 3, seed: 3))
    let layer = Branches(
      graph: Graph([
        .init("a", a, from: "input"), .init("b", b, from: "input"),
        .init("both", Concatenation(), from: "a", "b"),
      ]))
    let (y, cache) = try layer.forward(x, in: training)
    #expect(y.shape == [3, 5])
    let (ya, cacheA) = try a.forward(x, in: training)
    let (yb, cacheB) = try b.forward(x, in: training)
    for n in 0..<3 {
      #expect((0..<2).allSatisfy { y[n * 5 + $0] == ya[n * 2 + $0] })
      #expect((0..<3).allSatisfy { y[n * 5 + 2 + $0] == yb[n * 3 + $0] })
    }
    let g = Tensor<Double>.random([3, 5], seed: 4)
    let gradients = layer.backward(g, cache: cache)
    let ga = Tensor<Double>([3, 2], (0..<6).map { g[$0 / 2 * 5 + $0 % 2] })
    let gb = Tensor<Double>([3, 3], (0..<9).map { g[$0 / 3 * 5 + 2 + $0 % 3] })
    let (own, other) = (a.backward(ga, cache: cacheA), b.backward(gb, cache: cacheB))
    #expect(gradients.input == own.input.combined(with: other.input, +))
    #expect(gradients.parameters["b.weight"] == other.parameters.weight)
  }

  @Test("Tied parameters are listed once, are the same, and their gradients are added")
  func ties() throws {
    let a = linear(4, 4, seed: 2)
    var layer = Branches(
      graph: Graph([
        .init("a", a), .init("tanh", Tanh()), .init("b", linear(4, 4, seed: 3), sharing: "a"),
      ]))
    #expect(layer.parameters.slots.map(\.name) == ["a.weight", "a.bias"])
    let stack = Stack<Double>([.init("a", a), .init("tanh", Tanh()), .init("b", a)])
    let g = Tensor<Double>.random([3, 4], seed: 5)
    let (y, cache) = try layer.forward(x, in: training)
    let (z, stackCache) = try stack.forward(x, in: training)
    #expect(y == z)
    let (own, apart) = (
      layer.backward(g, cache: cache), stack.backward(g, cache: stackCache).parameters
    )
    #expect(
      own.parameters["a.weight"] == apart["a.weight"]!.combined(with: apart["b.weight"]!, +))
    // What changes one changes the other.
    layer.parameters["a.weight"] = Tensor([4, 4])
    layer.updateParameters { tensor, slot in if slot == 1 { tensor = Tensor([4], repeating: 2) } }
    #expect(try layer.forward(x, in: training).output == Tensor([3, 4], repeating: 2))
  }

  /// A trunk with a head on the way and one at its end.
  private struct Heads: CompositeLayer {
    typealias Input = Tensor<Double>
    typealias Output = TensorList<Double>
    var graph: Graph<Double>
    var description: String { "Heads" }
  }

  @Test("Of several outputs each has its gradient, and what none depends on has none")
  func outputs() throws {
    let layer = Heads(
      graph: Graph(
        [
          .init("trunk", linear(4, 3, seed: 2)), .init("early", linear(3, 2, seed: 3)),
          .init("idle", linear(3, 7, seed: 4), from: "trunk"),
          .init("late", linear(3, 5, seed: 5), from: "trunk"),
        ], outputs: "late", "early"))
    let (y, cache) = try layer.forward(x, in: training)
    #expect(y.tensors.map(\.shape) == [[3, 5], [3, 2]])
    let onlyLate = layer.backward(
      TensorList([Tensor([3, 5], repeating: 1), Tensor([3, 2])]), cache: cache)
    #expect(onlyLate.parameters["early.weight"] == Tensor([2, 3]))
    #expect(onlyLate.parameters["idle.weight"] == Tensor([7, 3]))
    #expect(onlyLate.parameters["late.bias"] == Tensor([5], repeating: 3))
    #expect(onlyLate.parameters["trunk.bias"] != Tensor([3]))
  }

  /// A decoder that starts where its encoder ended.
  private struct Translator: CompositeLayer {
    typealias Input = Tensor<Double>
    typealias Output = Tensor<Double>
    var graph: Graph<Double>
    var description: String { "Translator" }
  }

  @Test("A source may be one tensor of a group")
  func slots() throws {
    let generator = RandomGenerator(seed: 6)
    let (encoder, decoder) = (
      LSTM<Double>(4, 5, from: generator), LSTM<Double>(4, 5, from: generator)
    )
    let layer = Translator(
      graph: Graph(
        [
          .init("encoder", StatefulRecurrent(encoder)),
          .init(
            "decoder", StatefulRecurrent(decoder), from: "input", "encoder.h", "encoder.c"),
        ], outputs: "decoder.sequence"))
    let x = Tensor<Double>.random([2, 3, 4], seed: 7)
    let (y, cache) = try layer.forward(x, in: training)
    let states = try StatefulRecurrent(encoder).forward(RecurrentSequence(x), in: training).output
      .states
    let own = try StatefulRecurrent(decoder).forward(
      RecurrentSequence(x, states: states), in: training
    ).output
    #expect(y == own.sequence)
    let gradients = layer.backward(.random(y.shape, seed: 8), cache: cache)
    #expect(gradients.input.shape == x.shape)
    #expect(gradients.parameters["encoder.weight_ih"] != Tensor([20, 4]))
  }
}

@Suite("Trace")
struct TraceTests {
  private let training = ForwardContext(.training, key: RandomKey(2))
  private let network = Stack<Double>([
    .init("conv", Conv2D(3, 3, kernel: 1, bias: false, from: RandomGenerator(seed: 1))),
    .init("block", Residual(3, 4, stride: 2, from: RandomGenerator(seed: 2))),
    .init("drop", Dropout(rate: 0.4)),
  ])
  private let x = Tensor<Double>.random([2, 3, 4, 4], seed: 3)

  @Test("It records every leaf under its path, as the layer's own pass goes")
  func leaves() throws {
    let trace = try Trace(of: network, at: AnyTensors(x), in: training)
    #expect(
      trace.leaves.map(\.name) == [
        "conv", "block.body.conv1", "block.body.norm1", "block.body.relu", "block.body.conv2",
        "block.body.norm2", "block.shortcut.conv", "block.shortcut.norm", "block.sum", "drop",
      ])
    #expect(trace.leaves[8].sources.map(\.leaf) == [5, 7])
    #expect(trace.output.tensor == (try network.forward(x, in: training).output))
  }

  @Test("Its backward pass gives what the layer's own does, and so does what it commits")
  func backward() throws {
    let trace = try Trace(of: network, at: AnyTensors(x), in: training)
    let (y, cache) = try network.forward(x, in: training)
    let g = Tensor<Double>.random(y.shape, seed: 4)
    var visited: [Int] = []
    let (input, parameters) = trace.backward(g) { leaf, _, _ in visited.append(leaf) }
    let gradients = network.backward(g, cache: cache)
    #expect(input.tensor == gradients.input)
    #expect(parameters == gradients.parameters.tensors)
    #expect(visited == Array((0..<10).reversed()))
    var (one, other) = (network, network)
    one.commit(cache)
    other.commit(trace.cache(of: network))
    #expect(one.state.tensors == other.state.tensors)
    #expect(
      one.state["block.body.norm1.running_mean"] != network.state["block.body.norm1.running_mean"])
  }

  @Test("A layer by itself is its only leaf")
  func single() throws {
    let trace = try Trace(of: ReLU<Double>(), at: AnyTensors(x), in: training)
    #expect(trace.leaves.map(\.name) == ["ReLU"])
    #expect(trace.backward(x).input.tensor == x.map { $0 > 0 ? $0 : 0 })
  }
}
