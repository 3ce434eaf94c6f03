import GSL
import Layers
import Tensors
import Testing
import Training

@Suite struct TechniqueTests {
  private func network(_ seed: UInt64, hidden: Int = 6) -> Stack<Double> {
    let generator = RandomGenerator(seed: seed)
    return Stack([
      .init("conv", Conv2D(2, 3, kernel: 3, padding: 1, from: generator)),
      .init("norm", BatchNorm(3)), .init("relu", ReLU()), .init("pool", MaxPool2D(kernel: 2)),
      .init("flatten", Flatten()), .init("fc1", Linear(12, hidden, from: generator)),
      .init("relu2", ReLU()), .init("fc2", Linear(hidden, 3, from: generator)),
    ])
  }

  private func images(_ samples: Int, _ side: Int = 4) -> Tensor<Double> {
    let shape: Shape = [samples, 2, side, side]
    return Tensor(shape, RandomGenerator(seed: 7).normals(shape.count))
  }

  private let inference = ForwardContext(.inference)

  @Test func `dense evaluation gives the scores of every window`() throws {
    let network = network(1)
    let dense = try network.denselyEvaluated(over: [2, 4, 4])
    let own = try network.forward(images(2), in: inference).output
    let same = try dense.forward(images(2), in: inference).output
    #expect(same.shape == [2, 3, 1, 1])
    for (a, b) in zip(own.elements, same.elements) { #expect(abs(a - b) < 1e-12) }

    // Of a larger image there are scores for 2×2 places; the middle of the padding differs, so no padding here.
    let plain = Stack<Double>([
      .init("conv", Conv2D(2, 3, kernel: 3, from: RandomGenerator(seed: 2))),
      .init("relu", ReLU()), .init("flatten", Flatten()),
      .init("fc", Linear(12, 3, from: RandomGenerator(seed: 3))),
    ])
    let large = images(1, 5)
    let places = try plain.denselyEvaluated(over: [2, 4, 4]).forward(large, in: inference).output
    #expect(places.shape == [1, 3, 2, 2])
    let corner = try plain.forward(
      large.slice(1..<5, along: 2).slice(0..<4, along: 3), in: inference
    ).output
    for k in 0..<3 { #expect(abs(places[4 * k + 2] - corner[k]) < 1e-12) }
    // Four corners and the middle, which is one of them here.
    let crops = try MultiCrop.scores(of: large, crop: 4, by: plain)
    for k in 0..<3 {
      let mean = ((0..<4).map { places[4 * k + $0] }.reduce(0, +) + places[4 * k]) / 5
      #expect(abs(crops[k] - mean) < 1e-12)
    }
  }

  @Test func `an adversarial example is as near as asked, and costs more`() throws {
    let network = network(4)
    let (x, labels) = (images(5), [0, 2, 1, 0, 2])
    let loss = SoftmaxCrossEntropy<Double>()
    let moved = try AdversarialExamples.perturb(
      x, target: labels, of: network, objective: loss, by: 0.05)
    #expect((moved - x).elements.allSatisfy { abs($0) < 0.05 + 1e-12 })
    #expect((moved - x).elements.contains { abs($0) > 0.04 })
    func value(_ x: Tensor<Double>) throws -> Double {
      try loss.forward(network.forward(x, in: inference).output, target: labels).value
    }
    #expect(try value(moved) > value(x))
    // The same distance the other way costs less.
    #expect(try value(x + (x - moved)) < value(x))
  }

  @Test func `what is frozen stays, the rest learns`() throws {
    var loop = TrainingLoop(
      network(5), objective: SoftmaxCrossEntropy(),
      optimizer: SGD(learningRate: 0.1, momentum: 0.9, weightDecay: .coupled(0.1)))
    loop.frozen = ["conv.", "fc1.weight"]
    let before = loop.network.parameters
    for _ in 0..<3 { try loop.step(images(4), target: [0, 1, 2, 1]) }
    let after = loop.network.parameters
    for slot in before.slots {
      let stays = slot.name.hasPrefix("conv.") || slot.name == "fc1.weight"
      #expect((before[slot.name] == after[slot.name]) == stays, "\(slot.name)")
    }
  }

  @Test func `what fits by name and shape is taken over`() throws {
    var deep = network(6, hidden: 9)
    let old = network(7)
    let names = deep.adopt(from: old)
    #expect(
      names == [
        "conv.weight", "conv.bias", "norm.gamma", "norm.beta", "fc2.bias", "norm.running_mean",
        "norm.running_var",
      ])
    #expect(deep.parameters["conv.weight"] == old.parameters["conv.weight"])
    #expect(deep.parameters["fc1.weight"]?.shape == [9, 12])
  }

  @Test func `an ensemble says the mean of its members' probabilities`() throws {
    var ensemble = Ensemble([network(8)])
    ensemble.record(network(9))
    let p = try ensemble.probabilities(of: images(2))
    let own = try [8, 9].map { seed in
      try Softmax<Double>().forward(
        network(seed).forward(images(2), in: inference).output, in: inference
      ).output
    }
    for i in 0..<6 { #expect(abs(p[i] - (own[0][i] + own[1][i]) / 2) < 1e-15) }
    #expect(abs(p.elements[..<3].reduce(0, +) - 1) < 1e-14)
  }

  @Test func `weights stay within their limit in training`() throws {
    var loop = TrainingLoop(
      network(10), objective: SoftmaxCrossEntropy(), optimizer: SGD(learningRate: 5))
    loop.maxNorm = MaxNorm(0.5)
    for _ in 0..<3 { try loop.step(images(4), target: [0, 1, 2, 1]) }
    let weight = try #require(loop.network.parameters["fc1.weight"])
    for row in 0..<6 {
      let norm = weight.slice(at: row, along: 0).sum { $0 * $0 }.squareRoot()
      #expect(norm <= 0.5 + 1e-12)
    }
  }
}
