import GSL
import GradientChecking
import Layers
import Tensors

enum EmbeddingEntry: LayerEntry {
  static let name = "embedding"
  static let summary = "the vectors of tokens [N, T], some of them the same"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([3, 4], "[N, T]", rank: 2)
    let generator = cases.generator
    // One of them twice at least, one never.
    let tokens = Tokens<Scalar>(shape, (0..<shape.count).map { _ in generator.integer(below: 6) })
    try cases.add(Embedding(7, 5, from: generator), at: tokens, shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let (count, features) = (draw.extent(4), draw.extent(4))
    let shape: Shape = [draw.extent(3), draw.extent(3)]
    let tokens = (0..<shape.count).map { _ in draw.generator.integer(below: count) }
    let layer = Embedding<Scalar>(
      weight: draw.tensor([count, features], size: draw.size))
    return CheckSubject(
      "\(layer) on \(shape)",
      LayerMap(layer, at: Tokens(shape, tokens), in: ForwardContext(.training)))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    Embedding<Scalar>(weight: try stored["weight"])
  }

  static func input<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> AnyTensors<Scalar> {
    let tokens = try stored["tokens"]
    return AnyTensors(
      Tokens<Scalar>(tokens.shape, tokens.elements.map { Int(Double($0)) }))
  }
}
