import Layers
import Tensors
import Testing

@Suite("Stack")
struct StackTests {
  private let stack = Stack<Double>([
    .init("conv", Conv2D(weight: .random([2, 3, 3, 2], seed: 1), bias: .random([2], seed: 2))),
    .init("norm", BatchNorm(2)),
    .init("relu", ReLU()),
    .init("flatten", Flatten()),
    .init("linear", Linear(weight: .random([4, 12], seed: 3), bias: .random([4], seed: 4))),
  ])

  @Test("Parameters are listed in order, each under the name of its layer")
  func names() {
    #expect(
      stack.parameters.slots.map(\.name) == [
        "conv.weight", "conv.bias", "norm.gamma", "norm.beta", "linear.weight", "linear.bias",
      ])
    #expect(
      stack.parameters.slots.map(\.role) == [.weight, .bias, .scale, .bias, .weight, .bias])
  }

  @Test("A parameter is written where it is read", arguments: 0..<6)
  func writing(position: Int) throws {
    var changed = stack
    let replacement = stack.parameters[slot: position].map { $0 + 1 }
    changed.parameters[slot: position] = replacement
    for slot in 0..<6 {
      #expect(
        changed.parameters[slot: slot]
          == (slot == position ? replacement : stack.parameters[slot: slot]))
    }
    let x = Tensor<Double>.random([2, 3, 5, 3], seed: 5)
    let context = ForwardContext(.inference)
    #expect(
      try changed.forward(x, in: context).output != stack.forward(x, in: context).output)
  }

  @Test("A layer's refusal passes through")
  func refusal() {
    expectRejection(
      of: [2, 1, 5, 3], by: stack,
      "Conv2D(3 → 2, kernel 3×2) expects input [N, 3, H, W], got [2, 1, 5, 3]")
    expectRejection(
      of: [2, 3, 5, 4], by: stack, "Linear(12 → 4) expects input [N, 12] or [N, T, 12], got [2, 18]"
    )
  }

  @Test("Branches come from every layer that has kinks")
  func branches() throws {
    let cache = try stack.forward(
      .random([2, 3, 5, 3], seed: 6), in: ForwardContext(.training)
    ).cache
    #expect(cache.branches.count == 2 * 2 * 3 * 2)
    #expect(Set(cache.branches) == [0, 1])
  }

  @Test("A stack of nothing is the identity")
  func empty() throws {
    let x = Tensor<Double>.random([2, 3], seed: 7)
    let stack = Stack<Double>([])
    let (output, cache) = try stack.forward(x, in: ForwardContext(.training))
    #expect(output == x)
    #expect(stack.backward(x, cache: cache).input == x)
  }
}
