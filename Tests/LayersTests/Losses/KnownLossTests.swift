import Foundation
import Layers
import Tensors
import Testing

@Suite("Losses whose value is known")
struct KnownLossTests {
  @Test("Equal logits of ten classes cost ln 10, whatever they are", arguments: [0, -3, 1e4])
  func equalLogits(logit: Double) throws {
    let logits = Tensor<Double>([2, 10], repeating: logit)
    let value = try SoftmaxCrossEntropy<Double>().forward(logits, target: [3, 9]).value
    #expect(abs(value - 2.302585092994046) < 1e-15)
  }

  @Test("The loss of a saturated policy is known to the last place, and so is its slope")
  func saturated() throws {
    let p = exp(-80.0)
    let loss = PolicyGradient<Double>(entropyWeight: 0.25, reduction: .sum)
    let (value, cache) = try loss.forward(
      Tensor([1, 2], [0, -80]), target: .init(actions: [0], advantages: [0.5]))
    // −A·log(1 − p) − β·H, with H = −p·log p − (1 − p)·log(1 − p).
    #expect(abs(value / (0.5 * p - 0.25 * 81 * p) - 1) < 1e-14)
    // By the logit of the small share, and as much against that of the other.
    let slope = loss.backward(1, cache: cache)
    #expect(abs(slope[1] / (0.5 * p - 0.25 * 80 * p) - 1) < 1e-14)
    #expect(abs(slope[0] / slope[1] + 1) < 1e-14)
  }

  @Test("Equal scores cost Δ for each wrong class, or Δ² where squared")
  func equalScores() throws {
    let scores = Tensor<Double>([3, 10], repeating: 0.7)
    let labels = [0, 4, 9]
    #expect(try Hinge<Double>(delta: 0.5).forward(scores, target: labels).value == 4.5)
    #expect(
      try Hinge<Double>(delta: 0.5, squared: true).forward(scores, target: labels).value == 2.25)
  }

  @Test("A true class of probability 0 costs infinity")
  func impossible() throws {
    let value = try CrossEntropy<Double>().forward(Tensor([1, 2], [0, 1]), target: [0]).value
    #expect(value == .infinity)
  }

  @Test("Huber's two pieces meet at δ, in value and in slope")
  func huberAtDelta() throws {
    let loss = Huber<Double>(delta: 0.5)
    func evaluate(_ difference: Double) throws -> (value: Double, slope: Double) {
      let (value, cache) = try loss.forward(Tensor([1], [difference]), target: Tensor([1]))
      return (value, loss.backward(1, cache: cache)[0])
    }
    for sign in [1.0, -1] {
      #expect(try evaluate(sign * 0.5) == (0.125, sign * 0.5))
      let outside = try evaluate(sign * 0.5.nextUp)
      #expect(abs(outside.value - 0.125) < 1e-15)
      #expect(outside.slope == sign * 0.5)
    }
  }

  @Test("A branch says on which side of its kink an element is")
  func branches() throws {
    let prediction = Tensor<Double>([4], [-2, 0, 0.5, 3])
    let zero = Tensor<Double>([4])
    #expect(
      try MeanAbsoluteError<Double>().forward(prediction, target: zero).cache.branches
        == [0, 1, 2, 2])
    #expect(
      try Huber<Double>(delta: 0.5).forward(prediction, target: zero).cache.branches
        == [0, 1, 1, 0])
    #expect(
      try Hinge<Double>().forward(prediction.reshaped([1, 4]), target: [2]).cache.branches
        == [0, 1, 0, 1])
  }
}
