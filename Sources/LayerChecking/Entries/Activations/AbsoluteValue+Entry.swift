import GSL
import GradientChecking
import Layers
import Tensors

enum AbsoluteValueEntry: ActivationEntry {
  static let name = "abs"
  static let summary = "|x|, and at its kink"

  static func layers<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> [any Layer<Scalar>] {
    [AbsoluteValue<Scalar>()]
  }

  static func layer<Scalar: TensorScalar>(
    _ settings: LayerSettings
  ) throws(InputError) -> any Layer<Scalar> {
    AbsoluteValue<Scalar>()
  }
}
