import GSL
import GradientChecking
import Layers
import Tensors

enum GELUEntry: ActivationEntry {
  static let name = "gelu"
  static let summary = "x·Φ(x), and by tanh"

  static func layers<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> [any Layer<Scalar>] {
    [GELU<Scalar>(), GELU<Scalar>(exact: false)]
  }

  static func layer<Scalar: TensorScalar>(
    _ settings: LayerSettings
  ) throws(InputError) -> any Layer<Scalar> {
    GELU<Scalar>(exact: try settings.value(\.exact))
  }
}
