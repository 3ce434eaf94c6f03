import Foundation
import Layers
import Tensors
import Testing

@Suite("GRU")
struct GRUTests {
  private let context = ForwardContext(.training)

  /// A layer of one unit without weights, whose gates are what the biases make them: closed at −50, open at 50,
  /// to 22 digits.
  private func outputs(r: Double, z: Double, n: Double, recurrent: Double = 0) throws -> [Double] {
    let layer = GRU<Double>(
      inputWeight: Tensor([3, 1]), recurrentWeight: Tensor([3, 1], [0, 0, recurrent]),
      inputBias: Tensor([3], [r, z, n]), recurrentBias: Tensor([3]))
    return try layer.forward(Tensor([1, 2, 1], [5, -2]), in: context).output.elements
  }

  private func isNear(_ a: [Double], _ b: [Double]) -> Bool {
    zip(a, b).allSatisfy { abs($0 - $1) < 1e-15 }
  }

  @Test("Gates are the reset gate, the update gate and the candidate, in that order")
  func gates() throws {
    let h = tanh(0.3)
    // The candidate alone, of which the past is no part while the reset gate is closed.
    #expect(isNear(try outputs(r: -50, z: -50, n: 0.3, recurrent: 2), [h, h]))
    #expect(isNear(try outputs(r: 50, z: -50, n: 0.3, recurrent: 2), [h, tanh(0.3 + 2 * h)]))
    // The past alone, which is 0.
    #expect(isNear(try outputs(r: 50, z: 50, n: 0.3), [0, 0]))
    // Half of each.
    #expect(isNear(try outputs(r: 50, z: 0, n: 0.3), [h / 2, h / 2 + h / 4]))
  }

  @Test("A gate that is all but open lets through what it leaves, to the last place")
  func share() throws {
    let h = try outputs(r: 0, z: 60, n: 0.3)[0]
    #expect(abs(h / (exp(-60) * tanh(0.3)) - 1) < 1e-14)
  }

  @Test("A sequence in two halves, the state handed on, is the whole sequence, forward and back")
  func halves() throws {
    let whole = GRU<Double>(
      inputWeight: .random([12, 3], seed: 1), recurrentWeight: .random([12, 4], seed: 2),
      inputBias: .random([12], seed: 3), recurrentBias: .random([12], seed: 4))
    let x = Tensor<Double>.random([2, 6, 3], seed: 5)
    let g = Tensor<Double>.random([2, 6, 4], seed: 6)
    func half(_ tensor: Tensor<Double>, _ steps: Range<Int>) -> Tensor<Double> {
      let width = tensor.shape[2]
      return Tensor(
        [2, 3, width],
        (0..<2).flatMap { n in
          tensor.elements[(n * 6 + steps.lowerBound) * width..<(n * 6 + steps.upperBound) * width]
        })
    }
    let (y, cache) = try whole.forward(x, in: context)
    let expected = whole.backward(g, cache: cache)

    let layer = StatefulRecurrent(whole)
    let (first, firstCache) = try layer.forward(RecurrentSequence(half(x, 0..<3)), in: context)
    let (second, secondCache) = try layer.forward(
      RecurrentSequence(half(x, 3..<6), states: first.states), in: context)
    #expect(distance(first.sequence, half(y, 0..<3)) < 1e-14)
    #expect(distance(second.sequence, half(y, 3..<6)) < 1e-14)

    let late = layer.backward(
      RecurrentSequence(half(g, 3..<6), states: [Tensor([2, 4])]), cache: secondCache)
    let early = layer.backward(
      RecurrentSequence(half(g, 0..<3), states: late.input.states), cache: firstCache)
    #expect(distance(early.input.sequence, half(expected.input, 0..<3)) < 1e-13)
    #expect(distance(late.input.sequence, half(expected.input, 3..<6)) < 1e-13)
    for slot in 0..<4 {
      let sum = early.parameters[slot: slot].combined(with: late.parameters[slot: slot], +)
      #expect(distance(sum, expected.parameters[slot: slot]) < 1e-12)
    }
  }
}
