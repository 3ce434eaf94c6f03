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
  /// The coordinates of each block that are checked; nil for all.
  let samples: Int?
  private let makeMap: @Sendable (RandomGenerator) -> any DifferentiableMap

  private init(
    _ name: String, _ title: String, at shape: Shape,
    _ layer: @escaping @Sendable (RandomGenerator) -> any Layer<Double>
  ) {
    self.name = name
    self.title = title
    samples = nil
    makeMap = {
      LayerMap(AnyLayer(layer($0)), at: random(shape, $0), in: ForwardContext(.training))
    }
  }

  private init(
    _ name: String, _ title: String, at shape: Shape, samples: Int,
    network: @escaping @Sendable (RandomGenerator) -> Stack<Double>
  ) {
    self.name = name
    self.title = title
    self.samples = samples
    makeMap = {
      ModelFunction(
        network($0), loss: SoftmaxCrossEntropy(), at: random(shape, $0),
        target: (0..<shape[0]).map { $0 % 10 },
        in: ForwardContext(.training))
    }
  }

  private init(_ name: String, _ title: String, samples: Int, sumOf count: Int) {
    self.name = name
    self.title = title
    self.samples = samples
    makeMap = { LargeSum(count, from: $0) }
  }

  /// Rows for which a minute and some gigabytes are needed, run only when asked for by name.
  static let large = [
    Row("sum", "sum over 10⁸ values, 20 of them", samples: 20, sumOf: 100_000_000)
  ]

  /// Every other row; `rows.py` has the same in other checkers.
  static let all = [
    Row("linear", "linear 8×64 → 32", at: [8, 64]) { Linear(64, 32, from: $0) },
    Row("conv-small", "conv 2×3×8×8 → 8, k3 p1", at: [2, 3, 8, 8]) {
      Conv2D(3, 8, kernel: 3, padding: 1, from: $0)
    },
    Row("conv-large", "conv 2×16×16×16 → 32, k3 p1", at: [2, 16, 16, 16]) {
      Conv2D(16, 32, kernel: 3, padding: 1, from: $0)
    },
    Row("batch-norm", "batch norm 8×16×8×8", at: [8, 16, 8, 8]) { _ in BatchNorm(16) },
    Row("lstm", "LSTM 4×5×8 → 16", at: [4, 5, 8]) { LSTM(8, 16, from: $0) },
    Row("residual", "residual 2×8×8×8", at: [2, 8, 8, 8]) {
      Stack([.init("block", Residual(8, 8, from: $0)), .init("relu", ReLU())])
    },
    Row(
      "vgg11", "VGG11, batch 2, 20 of each tensor", at: Shape([2] + VGG.imageShape.extents),
      samples: 20, network: { VGG.vgg11.network(from: $0) }),
  ]

  /// What is checked, made anew.
  func map() -> any DifferentiableMap { makeMap(RandomGenerator(RandomKey(1))) }

  /// The check that is timed: of every coordinate, or of the samples; with or without every entry of the
  /// Jacobian.
  func check(
    _ map: any DifferentiableMap, jacobian: Bool, threads: Int?
  ) throws -> GradientReport {
    var configuration = CheckConfiguration()
    configuration.threads = threads
    configuration.isExhaustive = samples == nil
    configuration.checksJacobian = jacobian
    configuration.samplesPerBlock = samples ?? configuration.samplesPerBlock
    return try GradientChecker(configuration).check(map, named: title)
  }
}

private func random(_ shape: Shape, _ generator: RandomGenerator) -> Tensor<Double> {
  Tensor(shape, generator.normals(shape.count))
}
