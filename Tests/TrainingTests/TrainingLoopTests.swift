import GSL
import Layers
import Tensors
import Testing
import Training

/// The loop makes the steps that its parts define, and tells them truly.
@Suite struct TrainingLoopTests {
  private func network() -> Stack<Double> {
    let generator = RandomGenerator(seed: 3)
    return Stack([
      .init("fc1", Linear(5, 7, from: generator)), .init("norm", BatchNorm(7)),
      .init("relu", ReLU()), .init("drop", Dropout(rate: 0.3)),
      .init("fc2", Linear(7, 3, from: generator)),
    ])
  }

  private let input = Tensor<Double>([4, 5], RandomGenerator(seed: 8).normals(20))
  private let labels = [0, 2, 1, 2]

  private func loop(_ regularizer: (any Regularizer<Double>)? = L2(0.01, .half)) -> TrainingLoop<
    Stack<Double>, SoftmaxCrossEntropy<Double>
  > {
    TrainingLoop(
      network(), objective: SoftmaxCrossEntropy(),
      optimizer: SGD(learningRate: 0.1, momentum: 0.9), regularizer: regularizer,
      key: RandomKey(6))
  }

  @Test func `an observed step is the same step`() throws {
    var plain = loop()
    var observed = loop()
    for _ in 0..<3 {
      let result = try plain.step(input, target: labels)
      let observation = try observed.observedStep(input, target: labels)
      #expect(observation.result.loss == result.loss)
      #expect(observation.result.penalty == result.penalty)
      #expect(observation.result.prediction == result.prediction)
    }
    let (a, b) = (plain.network.parameters, observed.network.parameters)
    for slot in a.slots { #expect(a[slot.name]! == b[slot.name]!) }
  }

  @Test func `a step goes against the gradient of loss and penalty`() throws {
    var loop = loop()
    let observation = try loop.observedStep(input, target: labels)
    for step in observation.parameters {
      #expect((step.penaltyGradient != nil) == (step.role == .weight))
      for i in 0..<step.before.count {
        let gradient = step.gradient[i] + (step.role == .weight ? 0.01 * step.before[i] : 0)
        #expect(abs(step.after[i] - (step.before[i] - 0.1 * gradient)) < 1e-15)
      }
    }
    let penalty = observation.parameters.filter { $0.role == .weight }
      .flatMap(\.before.elements).reduce(0) { $0 + 0.005 * $1 * $1 }
    #expect(abs(observation.result.penalty - penalty) < 1e-15)
  }

  @Test func `the observed gradient is that of the loss`() throws {
    var loop = loop(nil)
    let before = loop.network
    let context = ForwardContext(.training, key: RandomKey(6).derived(0))
    let observation = try loop.observedStep(input, target: labels)
    func loss(_ network: Stack<Double>) throws -> Double {
      let scores = try network.forward(input, in: context).output
      return try SoftmaxCrossEntropy().forward(scores, target: labels).value
    }
    for (position, step) in observation.parameters.enumerated() where step.name != "fc1.bias" {
      var (up, down) = (before, before)
      up.parameters[slot: position][1] += 1e-5
      down.parameters[slot: position][1] -= 1e-5
      let difference = try (loss(up) - loss(down)) / 2e-5
      #expect(abs(difference - step.gradient[1]) < 1e-8, "\(step.name)")
    }
  }

  @Test func `every layer is observed with its output and that output's gradient`() throws {
    var loop = loop()
    let observation = try loop.observedStep(input, target: labels)
    #expect(observation.layers.map(\.name) == ["fc1", "norm", "relu", "drop", "fc2"])
    for layer in observation.layers { #expect(layer.output.shape == layer.outputGradient.shape) }
    #expect(observation.layers[4].output == observation.result.prediction)
    // The gradient of a bias is the sum of its layer's output gradients over the samples.
    let bias = observation.parameters.last
    for unit in 0..<3 {
      let sum = (0..<4).map { observation.layers[4].outputGradient[$0 * 3 + unit] }.reduce(0, +)
      #expect(abs(sum - (bias?.gradient[unit] ?? .nan)) < 1e-15)
    }
  }

  @Test func `running statistics are committed`() throws {
    var loop = loop()
    try loop.step(input, target: labels)
    let norm = try #require(loop.network.members[1].layer.base as? BatchNorm<Double>)
    #expect(norm.state.mean != Tensor([7]))
  }

  @Test func `what does not fit changes nothing`() throws {
    var loop = loop()
    #expect(throws: InputError.self) { try loop.step(Tensor([4, 6]), target: labels) }
    #expect(throws: InputError.self) { try loop.step(input, target: [0, 1]) }
    #expect(throws: InputError.self) { try loop.observedStep(input, target: [0, 1, 2, 3]) }
    #expect(loop.steps == 0)
    let (a, b) = (network().parameters, loop.network.parameters)
    for slot in a.slots { #expect(a[slot.name]! == b[slot.name]!) }
  }

  @Test func `schedules set rate and momentum before each step`() throws {
    var loop = loop()
    loop.schedule = .inverse(rate: 1)
    loop.momentumSchedule = MomentumSchedule(interval: 1)
    for (rate, momentum) in [(0.1, 0.5), (0.05, 0.75), (0.1 / 3, 5.0 / 6)] {
      try loop.step(input, target: labels)
      let optimizer = try #require(loop.optimizer as? SGD<Double>)
      #expect(abs(optimizer.learningRate - rate) < 1e-15)
      #expect(abs(optimizer.momentum - momentum) < 1e-15)
    }
  }

  @Test func `accuracy is the share of labels with the highest score`() {
    let scores = Tensor<Float>([4, 3], [1, 2, 3, 3, 2, 1, 0, 0, 0, 5, 9, 1])
    let result = StepResult<SoftmaxCrossEntropy<Float>>(
      loss: 1, penalty: 0, prediction: scores, target: [2, 1, 0, 1])
    #expect(result.accuracy == 0.75)
  }

  @Test func `momentum grows from a half to its limit`() {
    let schedule = MomentumSchedule<Double>()
    // The values of the paper's formula 1 − 2^(−1 − log₂(⌊t/250⌋ + 1)).
    for (t, momentum) in [(0, 0.5), (249, 0.5), (250, 0.75), (500, 5.0 / 6), (100_000, 0.99)] {
      #expect(abs(schedule.momentum(at: t) - momentum) < 1e-15)
    }
  }
}
