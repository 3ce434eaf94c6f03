import GSL
import Layers
import Tensors
import Testing
import Training

/// What holds for every optimizer.
@Suite struct OptimizerTests {
  static let optimizers: [any Optimizer<Float>] = [
    SGD(learningRate: 0.1), SGD(learningRate: 0.1, momentum: 0.9),
    SGD(learningRate: 0.1, momentum: 0.9, nesterov: true), AdaGrad(learningRate: 0.5),
    RMSProp(learningRate: 0.1), Adam(learningRate: 0.1),
    Adam(learningRate: 0.1, weightDecay: .decoupled(0.01)), Adam(learningRate: 0.1, amsgrad: true),
    Adam(learningRate: 0.1, weightDecay: .coupled(0.01)),
    SGD(learningRate: 0.1, momentum: 0.9, dampening: 0.3, weightDecay: .coupled(0.1)),
    RMSProp(learningRate: 0.1, centered: true, momentum: 0.5), NAdam(learningRate: 0.1),
    AdaMax(learningRate: 0.1), AdaDelta(epsilon: 1e-2),
  ]

  @Test(arguments: optimizers.indices)
  func `a first step goes against the gradient in every parameter`(position: Int) {
    var optimizer = Self.optimizers[position]
    let generator = RandomGenerator(seed: 5)
    let layer = Linear<Float>(5, 3, from: generator)
    var parameters = layer.parameters
    var gradient = parameters
    for slot in gradient.slots.indices {
      gradient[slot: slot] = gradient[slot: slot].map { _ in Float(generator.sign()) }
    }
    let before = parameters
    optimizer.update(&parameters, gradient: gradient)
    for slot in parameters.slots.indices {
      for (offset, g) in gradient[slot: slot].elements.enumerated() {
        let move = parameters[slot: slot][offset] - before[slot: slot][offset]
        #expect(move * g < 0)
      }
    }
  }

  @Test(arguments: optimizers.indices)
  func `a bowl is descended`(position: Int) {
    var optimizer = Self.optimizers[position]
    var parameters = Bowl(x: Tensor([4], [3, -2, 0.5, 1]))
    for _ in 0..<300 {
      // The gradient of ½Σx².
      optimizer.update(&parameters, gradient: parameters)
    }
    #expect(parameters.x.sum { $0 * $0 } < 0.05)
  }

  @Test(arguments: optimizers.indices)
  func `a layer is moved in place as its parameters are apart from it`(position: Int) throws {
    try check(Self.optimizers[position])
  }

  private func check(_ optimizer: some Optimizer<Float>) throws {
    let generator = RandomGenerator(seed: 6)
    let inner = Stack<Float>([
      .init("deep", Linear(7, 211, from: generator)), .init("relu", ReLU()),
    ])
    var network = Stack<Float>([
      .init("inner", inner), .init("norm", BatchNorm(211)),
      .init("last", Linear(211, 307, from: generator)),
    ])
    let (y, cache) = try network.forward(
      Tensor([3, 7], generator.normals(21).map { Float($0) }), in: ForwardContext(.training))
    let gradient = network.backward(y, cache: cache).parameters
    let before = network
    var (inPlace, apart) = (optimizer, optimizer)
    var parameters = network.parameters
    for _ in 0..<2 {
      inPlace.update(&network, gradient: gradient)
      // Neither the cut into pieces nor the threads matter.
      Cores.$isSerial.withValue(true) { apart.update(&parameters, gradient: gradient) }
    }
    let moved = network.parameters
    #expect(moved.slots.map(\.name).count == 6)
    for slot in moved.slots.indices {
      #expect(moved[slot: slot] == parameters[slot: slot])
      #expect(moved[slot: slot] != before.parameters[slot: slot])
    }
  }

  @Test func `a norm is clipped over all tensors together, a value by itself`() {
    var gradient = Linear<Float>(weight: Tensor([1, 2], [3, -4]), bias: Tensor([1], [12]))
      .parameters
    let before = gradient
    #expect(GradientClipping.norm(of: gradient) == 13)
    GradientClipping.norm(26).clip(&gradient)
    #expect(gradient.tensors == before.tensors)
    GradientClipping.norm(6.5).clip(&gradient)
    #expect(gradient.tensors == [Tensor([1, 2], [1.5, -2]), Tensor([1], [6])])
    gradient = before
    GradientClipping.value(3.5).clip(&gradient)
    #expect(gradient.tensors == [Tensor([1, 2], [3, -3.5]), Tensor([1], [3.5])])
  }

  @Test func `Adam that is not corrected starts with steps that are too long`() {
    func firstStep(_ optimizer: Adam<Float>) -> Float {
      var optimizer = optimizer
      var parameters = Bowl(x: Tensor([1], [1]))
      optimizer.update(&parameters, gradient: parameters)
      return 1 - parameters.x[0]
    }
    #expect(abs(firstStep(Adam(learningRate: 0.01)) - 0.01) < 1e-6)
    // (1 − β₁)/√(1 − β₂) = 3.16
    #expect(abs(firstStep(Adam(learningRate: 0.01, corrected: false)) - 0.031623) < 1e-5)
  }

  @Test func `a copy of an optimizer goes its own way`() {
    var first = SGD<Float>(learningRate: 0.1, momentum: 0.9)
    var parameters = Bowl(x: Tensor([1], [1]))
    first.update(&parameters, gradient: parameters)
    var second = first
    var (a, b) = (parameters, parameters)
    first.update(&a, gradient: a)
    second.update(&b, gradient: b)
    #expect(a.x == b.x)
  }

  @Test func `a step schedule drops the rate at each interval`() {
    let schedule = Schedule<Double>.step(factor: 0.5, interval: 50)
    #expect(schedule.rate(at: 49, from: 0.8) == 0.8)
    #expect(schedule.rate(at: 50, from: 0.8) == 0.4)
    #expect(schedule.rate(at: 149, from: 0.8) == 0.2)
  }

  @Test func `exponential and inverse decay start at the initial rate and follow their formulas`() {
    #expect(Schedule<Double>.constant.rate(at: 9, from: 0.8) == 0.8)
    #expect(Schedule<Double>.exponential(rate: 0.1).rate(at: 0, from: 0.8) == 0.8)
    // e⁻¹ = 0.36787944117144233
    let decayed = Schedule<Double>.exponential(rate: 0.1).rate(at: 10, from: 1)
    #expect((decayed - 0.367_879_441_171_442_33).magnitude < 1e-15)
    #expect(Schedule<Double>.inverse(rate: 0.5).rate(at: 2, from: 0.8) == 0.4)
  }

  @Test func `what an optimizer remembers can be read, and another goes on from there`() throws {
    for name in OptimizerName.allCases {
      var one: any Optimizer<Float> = name.optimizer(learningRate: 0.1)
      var bowl = Bowl(x: Tensor([2], [1, -2]))
      func step(_ optimizer: inout some Optimizer<Float>, _ bowl: inout Bowl) {
        optimizer.update(&bowl, gradient: Bowl(x: bowl.x.map { 2 * $0 }))
      }
      for _ in 0..<3 { step(&one, &bowl) }
      var other: any Optimizer<Float> = name.optimizer(learningRate: 0.1)
      let memory = one.memory(of: bowl)
      #expect(memory.keys.allSatisfy { $0.hasSuffix(".x") || $0 == "steps" })
      try other.setMemory(memory, of: bowl)
      var (a, b) = (bowl, bowl)
      step(&one, &a)
      step(&other, &b)
      #expect(a.x == b.x, "\(name)")
      #expect(throws: InputError.self) { try other.setMemory(["stray": Tensor([2])], of: bowl) }
    }
  }
}

private struct Bowl: TensorGroup {
  var x: Tensor<Float>

  var slots: [TensorSlot] { [TensorSlot("x", role: .weight)] }

  subscript(slot position: Int) -> Tensor<Float> {
    get { x }
    _modify { yield &x }
  }
}
