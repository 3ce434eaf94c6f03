import GSL
import GradientChecking
import Layers
import Tensors

enum PositionalEncodingEntry: LayerEntry {
  static let name = "positional-encoding"
  static let summary = "sines and cosines added to [N, T, D]"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    try cases.add(PositionalEncoding(), cases.shape([2, 3, 5], "[N, T, D]", rank: 3))
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.subject(PositionalEncoding(), [draw.extent(3), draw.extent(4), draw.extent(5)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    PositionalEncoding<Scalar>()
  }
}
