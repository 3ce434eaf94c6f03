import GSL
import Layers
import Tensors
import Testing

@Suite("Dropout")
struct DropoutTests {
  private let layer = Dropout<Double>(rate: 0.3)
  private let ones = Tensor<Double>([40, 500], repeating: 1)

  private func output(_ key: UInt64) throws -> Tensor<Double> {
    try layer.forward(ones, in: ForwardContext(.training, key: RandomKey(key))).output
  }

  @Test("The same key gives the same mask")
  func sameKey() throws {
    #expect(try output(1) == output(1))
  }

  @Test("Masks of different keys drop the same element no more often than chance would")
  func differentKeys() throws {
    let product = try output(1).combined(with: output(2)) { a, b in a > 0 && b > 0 ? 1 : 0 }
    // 20,000 elements that both masks keep with probability 0.49: five deviations are 0.0177.
    #expect(abs(product.sum { $0 } / 20_000 - 0.49) < 0.0177)
  }

  @Test("Two layers of a stack draw masks of their own from one key")
  func layersOfAStack() throws {
    let stack = Stack<Double>([.init("first", layer), .init("second", layer)])
    let y = try stack.forward(ones, in: ForwardContext(.training)).output
    let kept = y.sum { $0 > 0 ? 1 : 0 } / 20_000
    #expect(abs(kept - 0.49) < 0.0177)
  }

  @Test("An element is dropped with the given probability, or else scaled up by 1 / (1 − p)")
  func rate() throws {
    let y = try output(3)
    #expect(Set(y.elements) == [0, 1 / (1 - 0.3)])
    // Five deviations of the share dropped, √(0.3 · 0.7 / 20,000), are 0.0162.
    let dropped = y.sum { $0 == 0 ? 1 : 0 } / 20_000
    #expect(abs(dropped - 0.3) < 0.0162)
  }

  @Test("The mean is preserved")
  func mean() throws {
    // Five deviations of the mean of 20,000 elements, √(0.3 / 0.7 / 20,000) each, are 0.0231.
    #expect(abs(try output(4).sum { $0 } / 20_000 - 1) < 0.0231)
  }

  @Test("Every sample has a mask of its own")
  func samples() throws {
    let y = try output(5).elements
    let rows = Set((0..<40).map { Array(y[$0 * 500..<($0 + 1) * 500]) })
    #expect(rows.count == 40)
  }

  @Test("The gradient goes through the mask of the forward pass")
  func gradient() throws {
    let x = Tensor<Double>.random([6, 7], seed: 1)
    let g = Tensor<Double>.random([6, 7], seed: 2)
    let context = ForwardContext(.training, key: RandomKey(6))
    let (_, cache) = try layer.forward(x, in: context)
    let mask = try layer.forward(Tensor([6, 7], repeating: 1), in: context).output
    #expect(layer.backward(g, cache: cache).input == g.combined(with: mask, *))
  }

  @Test("An input of exactly 0 that was kept still passes its gradient on")
  func zeroInput() throws {
    let (_, cache) = try layer.forward(Tensor(ones.shape), in: ForwardContext(.training))
    let gradient = layer.backward(ones, cache: cache).input
    #expect(abs(gradient.sum { $0 > 0 ? 1 : 0 } / 20_000 - 0.7) < 0.0162)
  }

  @Test("Inference is the identity, forward and backward", arguments: [0, 0.3, 0.9])
  func inference(rate: Double) throws {
    let layer = Dropout<Double>(rate: rate)
    let x = Tensor<Double>.random([3, 2, 5, 4], seed: 3)
    let (output, cache) = try layer.forward(x, in: ForwardContext(.inference))
    #expect(output == x)
    #expect(layer.backward(x, cache: cache).input == x)
  }

  @Test("A rate of 0 is the identity in training too")
  func rateOfZero() throws {
    let x = Tensor<Double>.random([3, 5], seed: 4)
    let (output, cache) = try Dropout<Double>(rate: 0).forward(x, in: ForwardContext(.training))
    #expect(output == x)
    #expect(Dropout<Double>(rate: 0).backward(x, cache: cache).input == x)
  }

  @Test("A mask that is given is the one that is used, and can be read")
  func givenMask() throws {
    let mask = Tensor<Double>([2, 2], [2, 0, 0, 2])
    let x = Tensor<Double>([2, 2], [1, 2, 3, 4])
    let (y, cache) = try Dropout(rate: 0.5, mask: mask).forward(x, in: ForwardContext(.training))
    #expect(y.elements == [2, 0, 0, 8])
    #expect(cache.mask == mask)
    #expect(throws: InputError.self) {
      try Dropout(rate: 0.5, mask: mask).forward(
        Tensor<Double>([2, 3]), in: ForwardContext(.training))
    }
  }

  @Test("Not inverted, training does not scale, and inference shrinks instead")
  func notInverted() throws {
    let layer = Dropout<Double>(rate: 0.25, inverted: false)
    let x = Tensor<Double>([40, 5], repeating: 4)
    let (y, cache) = try layer.forward(x, in: ForwardContext(.training, key: RandomKey(3)))
    #expect(Set(y.elements) == [0, 4])
    #expect(layer.backward(x, cache: cache).input == y)
    let (inference, shrunk) = try layer.forward(x, in: ForwardContext(.inference))
    #expect(inference.elements.allSatisfy { $0 == 3 })
    #expect(layer.backward(x, cache: shrunk).input == inference)
  }
}
