import GSL
import Layers
import Tensors
import Testing

@Suite("DropConnect")
struct DropConnectTests {
  private let linear = Linear<Double>(20, 30, from: RandomGenerator(seed: 1))
  private let x = Tensor<Double>.random([4, 20], seed: 2)

  private func gradient(_ key: UInt64) throws -> Tensor<Double> {
    let layer = DropConnect(linear, rate: 0.25)
    let (y, cache) = try layer.forward(
      x, in: ForwardContext(.training, key: RandomKey(key)))
    return layer.backward(y.map { _ in 1 }, cache: cache).parameters.weight
  }

  @Test("About as many weights are dropped as the rate says, and get no gradient")
  func share() throws {
    let dropped = try gradient(3).elements.count { $0 == 0 }
    #expect((100...200).contains(dropped))
    #expect(try gradient(3) == gradient(3))
    #expect(try gradient(3) != gradient(4))
  }

  @Test("In inference it is the linear layer")
  func inference() throws {
    let context = ForwardContext(.inference)
    #expect(
      try DropConnect(linear, rate: 0.25).forward(x, in: context).output
        == linear.forward(x, in: context).output)
  }
}
