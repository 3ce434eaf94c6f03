import GSL
import LayerChecking
import Layers
import Tensors

/// Collects the specimens of one layer at one input.
struct LayerMistakes<Base: Layer>
where Base.Scalar == Double, Base.Input == Tensor<Double>, Base.Output == Tensor<Double> {
  typealias Backward = MistakenLayer<Base>.Backward

  private let subject: String
  private let layer: Base
  private let input: Tensor<Double>
  private let context: ForwardContext
  private(set) var specimens: [Specimen] = []

  init(
    _ subject: String, _ layer: Base, at input: Tensor<Double>,
    mode: ForwardContext.Mode = .training
  ) {
    self.subject = subject
    self.layer = layer
    self.input = input
    context = ForwardContext(mode, key: RandomKey(3))
  }

  /// Adds a mistaken backward pass.
  mutating func add(
    _ title: String, _ mistake: Mistake, in culprits: String..., seen threads: String...,
    dilutable: Bool = true, backward: @escaping Backward
  ) {
    let (layer, input, context) = (layer, input, context)
    specimens.append(
      Specimen(
        subject: subject, title: title, mistake: mistake, threads: threads, culprits: culprits,
        right: LayerMap(layer, at: input, in: context),
        wrong: { LayerMap(MistakenLayer(layer, backward), at: input, in: context) },
        isDilutable: dilutable))
  }

  /// Adds a backward pass that remembers its calls, made anew for every check.
  mutating func addRemembering(
    _ title: String, _ mistake: Mistake, in culprits: String..., seen threads: String...,
    backward: @escaping @Sendable () -> Backward
  ) {
    let (layer, input, context) = (layer, input, context)
    specimens.append(
      Specimen(
        subject: subject, title: title, mistake: mistake, threads: threads, culprits: culprits,
        right: LayerMap(layer, at: input, in: context),
        wrong: { LayerMap(MistakenLayer(layer, backward()), at: input, in: context) },
        isDilutable: false))
  }
}

extension Tensor {
  /// Normal numbers that a seed fixes.
  static func random(_ shape: Shape, seed: UInt64, scale: Double = 1) -> Tensor {
    Tensor(shape, RandomGenerator(seed: seed).normals(shape.count).map { Scalar(scale * $0) })
  }

  /// A tensor whose element at each index is `element` of it.
  init(_ shape: Shape, at element: ([Int]) -> Scalar) {
    self.init(shape, (0..<shape.count).map { element(shape.index(ofOffset: $0)) })
  }

  /// The element at an index along each axis.
  subscript(index: [Int]) -> Scalar {
    self[zip(index, shape.extents).reduce(0) { $0 * $1.1 + $1.0 }]
  }

  static func + (a: Tensor, b: Tensor) -> Tensor { a.combined(with: b) { $0 + $1 } }
  static func * (a: Tensor, b: Tensor) -> Tensor { a.combined(with: b) { $0 * $1 } }
}
