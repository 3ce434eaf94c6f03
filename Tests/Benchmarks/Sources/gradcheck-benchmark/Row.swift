import GSL
import GradientChecking
import LayerChecking
import Layers
import Models
import Tensors

/// Something to check, at a size that is timed in other checkers too.
struct Row: Sendable {
  /// Short, so that it can be asked for: "conv-large".
  let name: String
  /// In words: "conv 2×16×16×16 → 32, k3 p1".
  let title: String
  let map: any DifferentiableMap
  /// The coordinates of each block that are checked; nil for all.
  var samples: Int?

  private init(
    _ name: String, _ title: String, _ layer: some Layer<Double>, at shape: Shape,
    _ generator: RandomGenerator
  ) {
    self.name = name
    self.title = title
    map = LayerMap(layer, at: random(shape, generator), in: ForwardContext(.training))
  }

  private init(
    _ name: String, _ title: String, _ network: Stack<Double>, at shape: Shape, samples: Int,
    _ generator: RandomGenerator
  ) {
    self.name = name
    self.title = title
    self.samples = samples
    map = ModelFunction(
      network, at: random(shape, generator), labels: (0..<shape[0]).map { $0 % 10 },
      in: ForwardContext(.training))
  }

  /// Every row there is; `rows.py` has the same in other checkers.
  static func all() -> [Row] {
    let generator = RandomGenerator(RandomKey(1))
    return [
      Row(
        "linear", "linear 8×64 → 32", Linear(64, 32, from: generator), at: [8, 64], generator),
      Row(
        "conv-small", "conv 2×3×8×8 → 8, k3 p1",
        Conv2D(3, 8, kernel: 3, padding: 1, from: generator), at: [2, 3, 8, 8], generator),
      Row(
        "conv-large", "conv 2×16×16×16 → 32, k3 p1",
        Conv2D(16, 32, kernel: 3, padding: 1, from: generator), at: [2, 16, 16, 16], generator),
      Row("batch-norm", "batch norm 8×16×8×8", BatchNorm(16), at: [8, 16, 8, 8], generator),
      Row(
        "vgg11", "VGG11, batch 2, 20 of each tensor", VGG.vgg11.network(from: generator),
        at: Shape([2] + VGG.imageShape.extents), samples: 20, generator),
    ]
  }

  /// The check that is timed: of every coordinate, or of the samples.
  func check(threads: Int?) throws -> GradientReport {
    var configuration = CheckConfiguration()
    configuration.threads = threads
    configuration.isExhaustive = samples == nil
    configuration.samplesPerBlock = samples ?? configuration.samplesPerBlock
    return try GradientChecker(configuration).check(map, named: title)
  }
}

private func random(_ shape: Shape, _ generator: RandomGenerator) -> Tensor<Double> {
  Tensor(shape, generator.normals(shape.count))
}
