import GSL
import GradientChecking
import Layers
import Tensors

enum LogSoftmaxEntry: LayerEntry {
  static let name = "log-softmax"
  static let summary = "xᵢ − log Σe^xⱼ along the last axis, and along channels"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    try cases.add(LogSoftmax(), cases.requested ?? [4, 7])
    try cases.add(LogSoftmax(axis: 1), cases.requested ?? [2, 5, 3, 2])
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.generator.sign() > 0
      ? draw.subject(LogSoftmax(), [draw.extent(4), 1 + draw.extent(4)])
      : draw.subject(LogSoftmax(axis: 1), [draw.extent(2), 1 + draw.extent(2), draw.extent(3)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    LogSoftmax<Scalar>(axis: try stored.settings.value(\.axis))
  }
}
