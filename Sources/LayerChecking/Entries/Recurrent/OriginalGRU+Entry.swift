import GSL
import GradientChecking
import Layers
import Tensors

enum OriginalGRUEntry: LayerEntry {
  static let name = "original-gru"
  static let summary = "the GRU whose reset gate comes before the product"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([3, 4, 5], "[N, T, D]", rank: 3)
    try cases.add(OriginalGRU(shape[2], 3, from: cases.generator), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let (inputs, units) = (draw.extent(4), draw.extent(3))
    return draw.subject(
      OriginalGRU(
        inputWeight: draw.tensor([3 * units, inputs], size: 1),
        recurrentWeight: draw.tensor([3 * units, units], size: 1),
        inputBias: draw.tensor([3 * units], size: 1),
        recurrentBias: draw.tensor([3 * units], size: 1)),
      [draw.extent(3), draw.extent(4), inputs], upTo: 10)
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    OriginalGRU<Scalar>(
      inputWeight: try stored["weight_ih"], recurrentWeight: try stored["weight_hh"],
      inputBias: try stored["bias_ih"], recurrentBias: try stored["bias_hh"])
  }
}
