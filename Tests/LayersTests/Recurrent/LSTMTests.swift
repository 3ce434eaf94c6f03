import Foundation
import GSL
import Layers
import Tensors
import Testing

@Suite("LSTM")
struct LSTMTests {
  private let context = ForwardContext(.training)

  private func layer<Scalar: TensorScalar>(
    _ inputs: Int, _ units: Int, of: Scalar.Type = Scalar.self
  ) -> LSTM<Scalar> {
    LSTM(
      inputWeight: .random([4 * units, inputs], seed: 1),
      recurrentWeight: .random([4 * units, units], seed: 2),
      inputBias: .random([4 * units], seed: 3), recurrentBias: .random([4 * units], seed: 4))
  }

  @Test("Parameters go by PyTorch's names")
  func names() {
    let slots = layer(3, 2, of: Double.self).parameters.slots
    #expect(slots.map(\.name) == ["weight_ih", "weight_hh", "bias_ih", "bias_hh"])
    #expect(slots.map(\.role) == [.weight, .weight, .bias, .bias])
  }

  @Test("An input of another rank or of other features is refused by name")
  func shapes() {
    for shape: Shape in [[4, 3], [4, 5, 2], [4, 5, 4], [2, 4, 5, 3]] {
      expectRejection(
        of: shape, by: layer(3, 2), "LSTM(3 → 2) expects input [N, T, 3], got \(shape)")
    }
  }

  /// A layer of one unit without weights, whose gates are what the biases make them: closed at −50,
  /// open at 50, to 22 digits.
  private func gated(i: Double, f: Double, g: Double, o: Double) -> LSTM<Double> {
    LSTM(
      inputWeight: Tensor([4, 1]), recurrentWeight: Tensor([4, 1]),
      inputBias: Tensor([4], [i, f, g, o]), recurrentBias: Tensor([4]))
  }

  private func outputs(_ layer: LSTM<Double>) throws -> [Double] {
    try layer.forward(Tensor([1, 3, 1], [5, -2, 7]), in: context).output.elements
  }

  @Test("Gates are the input's, the forget gate, the candidate and the output's, in that order")
  func gates() throws {
    let g = tanh(0.3)
    let near = { (actual: [Double], expected: [Double]) in
      zip(actual, expected).allSatisfy { abs($0 - $1) < 1e-15 }
    }
    // What was remembered is kept, and as much is added each step.
    #expect(
      near(try outputs(gated(i: 50, f: 50, g: 0.3, o: 50)), [tanh(g), tanh(2 * g), tanh(3 * g)]))
    // Everything before is forgotten.
    #expect(
      near(try outputs(gated(i: 50, f: -50, g: 0.3, o: 50)), [tanh(g), tanh(g), tanh(g)]))
    // Nothing comes in.
    #expect(near(try outputs(gated(i: -50, f: 50, g: 0.3, o: 50)), [0, 0, 0]))
    // Nothing is shown.
    #expect(near(try outputs(gated(i: 50, f: 50, g: 0.3, o: -50)), [0, 0, 0]))
  }

  @Test("Steps are taken in order: what comes later changes nothing before it")
  func causality() throws {
    let layer = layer(3, 4, of: Double.self)
    let x = Tensor<Double>.random([2, 5, 3], seed: 5)
    var changed = x
    for n in 0..<2 { changed[(n * 5 + 3) * 3] += 1 }
    let (y, z) = (
      try layer.forward(x, in: context).output, try layer.forward(changed, in: context).output
    )
    for offset in 0..<y.count {
      let step = y.shape.index(ofOffset: offset)[1]
      #expect((y[offset] == z[offset]) == (step < 3))
    }
  }

  @Test("The gradient of the last output alone reaches the first input")
  func reach() throws {
    let layer = layer(3, 4, of: Double.self)
    let (y, cache) = try layer.forward(.random([1, 6, 3], seed: 6), in: context)
    var g = Tensor<Double>(y.shape)
    g[5 * 4] = 1
    let dx = layer.backward(g, cache: cache).input
    #expect(dx.elements.allSatisfy { $0 != 0 })
  }

  @Test("A batch gives what its samples give alone, and the sums of their gradients")
  func batch() throws {
    let layer = layer(3, 4, of: Double.self)
    let (samples, steps) = (5, 6)
    let x = Tensor<Double>.random([samples, steps, 3], seed: 7)
    let g = Tensor<Double>.random([samples, steps, 4], seed: 8)
    let (output, cache) = try layer.forward(x, in: context)
    let gradients = layer.backward(g, cache: cache)

    var (outputs, inputGradients): ([Double], [Double]) = ([], [])
    var sums = layer.parameters
    for slot in 0..<4 { sums[slot: slot] = Tensor(sums[slot: slot].shape) }
    for n in 0..<samples {
      let sample = Tensor([1, steps, 3], Array(x.elements[n * steps * 3..<(n + 1) * steps * 3]))
      let cotangent = Tensor([1, steps, 4], Array(g.elements[n * steps * 4..<(n + 1) * steps * 4]))
      let (output, cache) = try layer.forward(sample, in: context)
      let gradients = layer.backward(cotangent, cache: cache)
      outputs += output.elements
      inputGradients += gradients.input.elements
      for slot in 0..<4 {
        sums[slot: slot] = sums[slot: slot].combined(with: gradients.parameters[slot: slot], +)
      }
    }
    #expect(distance(output, Tensor(output.shape, outputs)) < 1e-14)
    #expect(distance(gradients.input, Tensor(x.shape, inputGradients)) < 1e-13)
    for slot in 0..<4 {
      #expect(distance(gradients.parameters[slot: slot], sums[slot: slot]) < 1e-12)
    }
  }

  @Test("In one step nothing recurs and nothing is forgotten: what would, gets no gradient")
  func oneStep() throws {
    let layer = layer(3, 4, of: Double.self)
    let (_, cache) = try layer.forward(.random([5, 1, 3], seed: 9), in: context)
    let gradients = layer.backward(.random([5, 1, 4], seed: 10), cache: cache).parameters
    #expect(gradients.recurrentWeight == Tensor([16, 4]))
    let isForgetGate = gradients.inputBias.elements.indices.map { (4..<8).contains($0) }
    #expect(gradients.inputBias.elements.map { $0 == 0 } == isForgetGate)
    #expect(gradients.inputBias == gradients.recurrentBias)
  }

  @Test("Gates driven far beyond saturation give finite outputs and gradients")
  func saturation() throws {
    let layer = layer(3, 4, of: Float.self)
    let x = Tensor<Float>.random([2, 4, 3], seed: 11).map { 1e30 * $0 }
    let (y, cache) = try layer.forward(x, in: context)
    let gradients = layer.backward(.random(y.shape, seed: 12), cache: cache)
    #expect(y.elements.allSatisfy { $0.isFinite })
    #expect(gradients.input.elements.allSatisfy { $0.isFinite })
  }

  @Test("What is not a number is passed on")
  func notANumber() throws {
    let layer = layer(1, 2, of: Double.self)
    let y = try layer.forward(Tensor([1, 3, 1], [1, .nan, 1]), in: context).output
    #expect(y.elements.map(\.isNaN) == [false, false, true, true, true, true])
  }

  @Test("Without a sample or without a step there is no output, and gradients are zero")
  func empty() throws {
    let layer = layer(3, 4, of: Double.self)
    for shape: Shape in [[0, 5, 3], [2, 0, 3], [0, 0, 3]] {
      let (output, cache) = try layer.forward(Tensor(shape), in: context)
      #expect(output.shape == [shape[0], shape[1], 4])
      let gradients = layer.backward(Tensor(output.shape), cache: cache)
      #expect(gradients.input.shape == shape)
      for slot in 0..<4 {
        #expect(gradients.parameters[slot: slot] == layer.parameters[slot: slot].map { _ in 0 })
      }
    }
  }

  private func checkThreads<Scalar: TensorScalar>(_ scalar: Scalar.Type) throws {
    func results() throws -> [Tensor<Scalar>] {
      let layer = LSTM<Scalar>(67, 131, from: RandomGenerator(seed: 13))
      let (y, cache) = try layer.forward(.random([71, 5, 67], seed: 14), in: context)
      let gradients = layer.backward(.random(y.shape, seed: 15), cache: cache)
      return [y, gradients.input] + (0..<4).map { gradients.parameters[slot: $0] }
    }
    #expect(try Cores.$isSerial.withValue(true) { try results() } == results())
  }

  @Test("To the last bit the same on one thread")
  func threads() throws {
    try checkThreads(Double.self)
    try checkThreads(Float.self)
  }

  @Test("Biases start at 0, but for the forget gate's, at 1 unless given")
  func biases() {
    let generator = RandomGenerator(seed: 16)
    let parameters = LSTM<Double>(3, 2, from: generator).parameters
    #expect(parameters.inputBias == Tensor([8], [0, 0, 1, 1, 0, 0, 0, 0]))
    #expect(parameters.recurrentBias == Tensor([8]))
    #expect(parameters.inputWeight.shape == [8, 3])
    #expect(parameters.recurrentWeight.shape == [8, 2])
    #expect(LSTM<Double>(3, 2, forgetBias: 0, from: generator).parameters.inputBias == Tensor([8]))
  }
}
