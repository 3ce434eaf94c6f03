import GSL
import GradientChecking
import Layers
import Tensors

enum PatchEmbeddingEntry: LayerEntry {
  static let name = "patch-embedding"
  static let summary = "patches of images as steps of a sequence"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 2, 4, 6], "[N, C, H, W]", rank: 4)
    try cases.add(PatchEmbedding(max(1, shape[1]), 3, size: 2, from: cases.generator), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let (channels, size) = (draw.extent(2), draw.extent(2))
    let layer = Conv2D<Scalar>(
      weight: draw.tensor([draw.extent(3), channels, size, size], size: draw.parameterSize),
      bias: nil, stride: Extent(size, size))
    return draw.subject(
      PatchEmbedding(layer),
      [draw.extent(2), channels, size * draw.extent(2), size * draw.extent(3)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    let weight = try stored["patches.weight"]
    return PatchEmbedding(
      Conv2D(
        weight: weight, bias: try stored["patches.bias"],
        stride: Extent(weight.shape[2], weight.shape[3])))
  }
}
