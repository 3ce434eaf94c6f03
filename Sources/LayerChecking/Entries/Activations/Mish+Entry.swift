import GSL
import GradientChecking
import Layers
import Tensors

enum MishEntry: ActivationEntry {
  static let name = "mish"
  static let summary = "x·tanh(log(1 + eˣ))"

  static func layers<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> [any Layer<Scalar>] {
    [Mish<Scalar>()]
  }

  static func layer<Scalar: TensorScalar>(
    _ settings: LayerSettings
  ) throws(InputError) -> any Layer<Scalar> {
    Mish<Scalar>()
  }
}
