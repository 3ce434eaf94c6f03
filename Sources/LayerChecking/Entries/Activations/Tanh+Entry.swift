import GSL
import GradientChecking
import Layers
import Tensors

enum TanhEntry: ActivationEntry {
  static let name = "tanh"
  static let summary = "tanh x"

  static func layers<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> [any Layer<Scalar>] {
    [Tanh<Scalar>()]
  }

  static func layer<Scalar: TensorScalar>(
    _ settings: LayerSettings
  ) throws(InputError) -> any Layer<Scalar> {
    Tanh<Scalar>()
  }
}
