import GSL
import Layers
import Tensors
import Training

/// Three noisy classes of points, and a network with all that a checkpoint has to keep: running statistics, dropout.
enum SmallProblem {
  typealias Problem = LearningProblem<Stack<Double>, SoftmaxCrossEntropy<Double>>

  static func problem(_ seed: UInt64 = 5, batch: Int = 8) -> Problem {
    let (training, validation) = (points(50, seed), points(25, seed + 1))
    return LearningProblem(
      network(seed), objective: SoftmaxCrossEntropy(),
      training: BatchSource(shuffling: 50, by: batch, key: RandomKey(seed)) { places, key in
        // Random in the batch too, as an augmentation is.
        let noise = RandomGenerator(key).normals(5 * places.count, standardDeviation: 0.1)
        let (input, labels) = training(places)
        return (input + Tensor(input.shape, noise), labels)
      },
      validation: BatchSource(inOrder: 25, by: 10, examples: validation),
      accuracy: { $0.accuracy })
  }

  private static func network(_ seed: UInt64) -> Stack<Double> {
    let generator = RandomGenerator(seed: seed)
    return Stack([
      .init("fc1", Linear(5, 12, from: generator)), .init("norm", BatchNorm(12)),
      .init("relu", ReLU()), .init("drop", Dropout(rate: 0.2)),
      .init("fc2", Linear(12, 3, from: generator)),
    ])
  }

  private static func points(
    _ count: Int, _ seed: UInt64
  ) -> @Sendable ([Int]) -> (input: Tensor<Double>, target: [Int]) {
    let generator = RandomGenerator(seed: seed)
    let labels = (0..<count).map { _ in generator.integer(below: 3) }
    let values = labels.map { label in
      (0..<5).map { generator.normal(mean: $0 == label ? 1.5 : 0) }
    }
    return { places in
      (Tensor([places.count, 5], places.flatMap { values[$0] }), places.map { labels[$0] })
    }
  }
}
