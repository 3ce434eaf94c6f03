import Layers
import Tensors
import Testing

@Suite("Losses refuse targets that do not fit")
struct LossTargetTests {
  @Test("A tensor of another shape is refused, though its count is the same")
  func shape() {
    let target = Tensor<Double>([4, 3])
    expectRejection(
      of: [3, 4], target: target, by: MeanSquaredError<Double>(),
      """
      MeanSquaredError(1/N) expects a target of the prediction's shape [3, 4], got [4, 3]
      """)
    expectRejection(
      of: [3, 4], target: target, by: MeanAbsoluteError<Double>(),
      "MeanAbsoluteError expects a target of the prediction's shape [3, 4], got [4, 3]")
    expectRejection(
      of: [3, 4], target: target, by: Huber<Double>(delta: 0.5),
      "Huber(δ 0.5) expects a target of the prediction's shape [3, 4], got [4, 3]")
  }

  @Test("Scores that are no matrix are refused")
  func rank() {
    expectRejection(
      of: [3], target: [0, 1, 2], by: SoftmaxCrossEntropy<Double>(),
      "SoftmaxCrossEntropy expects a prediction [N, K, …], got [3]")
    expectRejection(
      of: [2, 3, 1, 1], target: [0, 1], by: Hinge<Double>(),
      "Hinge(Δ 1.0) expects a prediction [N, K], got [2, 3, 1, 1]")
  }

  @Test("More or fewer labels than samples are refused")
  func count() {
    expectRejection(
      of: [3, 4], target: [0, 1], by: CrossEntropy<Double>(),
      "CrossEntropy expects one label for each of 3 samples, got 2")
    expectRejection(
      of: [1, 4], target: [0, 1], by: Hinge<Double>(),
      "Hinge(Δ 1.0) expects one label for each of 1 samples, got 2")
  }

  @Test("A label that is no class is refused, naming the sample")
  func label() {
    expectRejection(
      of: [3, 4], target: [0, 3, 4], by: SoftmaxCrossEntropy<Double>(),
      "SoftmaxCrossEntropy expects labels in 0 ..< 4, got 4 for sample 2")
    expectRejection(
      of: [2, 4], target: [-1, 3], by: Hinge<Double>(squared: true),
      "SquaredHinge(Δ 1.0) expects labels in 0 ..< 4, got -1 for sample 0")
  }
}
