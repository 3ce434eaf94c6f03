import GSL
import GradientChecking
import Layers
import Tensors

enum SoftsignEntry: ActivationEntry {
  static let name = "softsign"
  static let summary = "x / (1 + |x|)"

  static func layers<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> [any Layer<Scalar>] {
    [Softsign<Scalar>()]
  }

  static func layer<Scalar: TensorScalar>(
    _ settings: LayerSettings
  ) throws(InputError) -> any Layer<Scalar> {
    Softsign<Scalar>()
  }
}
