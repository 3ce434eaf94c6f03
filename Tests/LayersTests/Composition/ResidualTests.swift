import GSL
import Layers
import Tensors
import Testing

@Suite("Residual")
struct ResidualTests {
  private let training = ForwardContext(.training)
  private let body = Stack<Double>([
    .init("conv", Conv2D(weight: .random([2, 3, 3, 1], seed: 1), bias: .random([2], seed: 2))),
    .init("norm", BatchNorm(gamma: .random([2], seed: 3), beta: .random([2], seed: 4))),
    .init("relu", ReLU()),
  ])
  private let projection = Stack<Double>([
    .init("conv", Conv2D(weight: .random([2, 3, 3, 1], seed: 5), bias: .random([2], seed: 6))),
    .init("norm", BatchNorm(gamma: .random([2], seed: 7), beta: .random([2], seed: 8))),
    .init("slope", LeakyReLU()),
  ])
  private let x = Tensor<Double>.random([2, 3, 5, 4], seed: 9)
  private let g = Tensor<Double>.random([2, 2, 3, 4], seed: 10)

  private var residual: Residual<Double> { Residual(body: body, shortcut: projection) }

  @Test("Parameters are listed in order, each under the name of its branch and its layer")
  func names() {
    #expect(
      residual.parameters.slots.map(\.name) == [
        "body.conv.weight", "body.conv.bias", "body.norm.gamma", "body.norm.beta",
        "shortcut.conv.weight", "shortcut.conv.bias", "shortcut.norm.gamma", "shortcut.norm.beta",
      ])
    #expect(
      residual.parameters.slots.map(\.role) == [
        .weight, .bias, .scale, .bias, .weight, .bias, .scale, .bias,
      ])
    let network = Stack<Double>([.init("block1", Residual(body: body))])
    #expect(network.parameters.slots.first?.name == "block1.body.conv.weight")
  }

  @Test("A parameter is written where it is read, by position and by name", arguments: 0..<8)
  func writing(position: Int) throws {
    let parameters = residual.parameters
    let replacement = parameters[slot: position].map { $0 + 1 }
    var (byPosition, byName) = (residual, residual)
    byPosition.parameters[slot: position] = replacement
    byName.parameters[parameters.slots[position].name]! = replacement
    for slot in 0..<8 {
      let expected = slot == position ? replacement : parameters[slot: slot]
      #expect(byPosition.parameters[slot: slot] == expected)
      #expect(byName.parameters[slot: slot] == expected)
      #expect(byName.parameters[parameters.slots[slot].name]! == expected)
    }
    #expect(
      try byPosition.forward(x, in: training).output != residual.forward(x, in: training).output)
  }

  @Test("Parameters are updated in place under their positions")
  func updating() {
    var network = Stack<Double>([
      .init("first", Linear(weight: .random([3, 3], seed: 1), bias: .random([3], seed: 2))),
      .init("block", residual),
    ])
    let before = network.parameters
    var positions: [Int] = []
    network.updateParameters { tensor, position in
      #expect(tensor == before[slot: position])
      positions.append(position)
      tensor = tensor.map { $0 * Double(position + 2) }
    }
    #expect(positions == Array(0..<10))
    for slot in 0..<10 {
      #expect(
        network.parameters[slot: slot] == before[slot: slot].map { $0 * Double(slot + 2) })
    }
  }

  @Test("Output and input gradient are the sums of both branches'")
  func sums() throws {
    let (y, cache) = try residual.forward(x, in: training)
    let (a, bodyCache) = try body.forward(x, in: training)
    let (b, shortcutCache) = try projection.forward(x, in: training)
    #expect(y == a.combined(with: b, +))

    let gradients = residual.backward(g, cache: cache)
    let (ga, gb) = (
      body.backward(g, cache: bodyCache), projection.backward(g, cache: shortcutCache)
    )
    #expect(gradients.input == ga.input.combined(with: gb.input, +))
    for slot in 0..<4 {
      #expect(gradients.parameters[slot: slot] == ga.parameters[slot: slot])
      #expect(gradients.parameters[slot: slot + 4] == gb.parameters[slot: slot])
    }
  }

  @Test("Past nothing but identities everything is doubled, and the input is as it was")
  func identities() throws {
    let residual = Residual<Double>(body: Stack([]))
    let (y, cache) = try residual.forward(x, in: training)
    #expect(y == x.map { 2 * $0 })
    #expect(residual.backward(x, cache: cache).input == y)
    #expect(x == .random([2, 3, 5, 4], seed: 9))
  }

  @Test("Branches of the body's kinks come before those of the shortcut's")
  func branches() throws {
    let traced = try residual.forward(x, in: training).cache.branches
    #expect(traced.count == 2 * g.count)
    #expect(
      try traced == body.forward(x, in: training).cache.branches
        + projection.forward(x, in: training).cache.branches)
    #expect(Set(traced) == [0, 1])
  }

  @Test("Commit moves the running statistics in both branches, as it moves each alone")
  func commit() throws {
    var (residual, body, projection) = (residual, body, projection)
    residual.commit(try residual.forward(x, in: training).cache)
    body.commit(try body.forward(x, in: training).cache)
    projection.commit(try projection.forward(x, in: training).cache)
    #expect(residual.body.state.tensors == body.state.tensors)
    #expect(residual.shortcut.state.tensors == projection.state.tensors)
    #expect(residual.state.tensors != self.residual.state.tensors)
  }

  @Test("Dropout in one branch has not the mask of the other")
  func masks() throws {
    let ones = Tensor<Double>([40, 500], repeating: 1)
    let dropout = Stack<Double>([.init("dropout", Dropout(rate: 0.3))])
    let residual = Residual(body: dropout, shortcut: dropout)
    let context = ForwardContext(.training, key: RandomKey(1))
    let y = try residual.forward(ones, in: context).output
    #expect(try residual.forward(ones, in: context).output == y)
    // Kept in both with probability 0.49: five deviations of the share of 20,000 are 0.0177.
    #expect(abs(y.sum { $0 > 2 ? 1 : 0 } / 20_000 - 0.49) < 0.0177)
  }

  @Test("Branches of different output shapes are refused, naming both")
  func shapes() {
    expectRejection(
      of: [2, 3, 5, 4], by: Residual(body: body),
      """
      Sum expects branches of one output shape, got [2, 2, 3, 4] and [2, 3, 5, 4]
      """)
    let linear = Linear<Double>(weight: Tensor([2, 3]), bias: Tensor([2]))
    expectRejection(
      of: [4, 3], by: Residual(body: Stack([]), shortcut: Stack([.init("linear", linear)])),
      """
      Sum expects branches of one output shape, got [4, 3] and [4, 2]
      """)
  }

  @Test("A refusal of a layer inside passes through, from either branch")
  func refusal() {
    expectRejection(
      of: [2, 1, 5, 3], by: Residual(body: body),
      "Conv2D(3 → 2, kernel 3×1) expects input [N, 3, H, W], got [2, 1, 5, 3]")
    expectRejection(
      of: [2, 1, 5, 3], by: Residual(body: Stack([]), shortcut: projection),
      "Conv2D(3 → 2, kernel 3×1) expects input [N, 3, H, W], got [2, 1, 5, 3]")
  }

  @Test("The basic block has the identity where that fits, else a projection with the stride")
  func basicBlock() throws {
    let generator = RandomGenerator(seed: 11)
    let shape: Shape = [2, 3, 7, 5]
    let plain = Residual<Double>(3, 3, from: generator)
    #expect("\(plain)" == "Residual(5 layers + identity)")
    #expect(try plain.forward(.random(shape, seed: 12), in: training).output.shape == shape)
    #expect(plain.parameters.slotCount == 8)

    let wider = Residual<Double>(3, 4, from: generator)
    #expect("\(wider)" == "Residual(5 layers + 2 layers)")
    #expect(try wider.forward(.random(shape, seed: 12), in: training).output.shape == [2, 4, 7, 5])

    let strided = Residual<Double>(3, 3, stride: Extent(2, 1), from: generator)
    #expect(
      strided.parameters.slots.map(\.name).filter { $0.hasSuffix("weight") } == [
        "body.conv1.weight", "body.conv2.weight", "shortcut.conv.weight",
      ])
    #expect(
      try strided.forward(.random(shape, seed: 12), in: training).output.shape == [2, 3, 4, 5])
  }
}
