import GSL
import GradientChecking
import Layers
import Tensors

enum DelayedEntry: LayerEntry {
  static let name = "delayed"
  static let summary = "a sequence one step later"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    try cases.add(Delayed(), try cases.shape([2, 4, 3], "[N, T, D]", rank: 3))
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.subject(Delayed(), [draw.extent(3), draw.extent(4), draw.extent(3)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    Delayed<Scalar>()
  }
}

enum ReshapeEntry: LayerEntry {
  static let name = "reshape"
  static let summary = "the same numbers of each sample in another shape"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 3, 4], "[N, T, D]", rank: 3)
    try cases.add(Reshape([shape[2], 1, shape[1]]), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let (rows, columns) = (draw.extent(3), draw.extent(4))
    return draw.subject(Reshape([columns, rows]), [draw.extent(3), rows, columns])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    Reshape<Scalar>(Shape(try stored.settings.value(\.size)))
  }
}
