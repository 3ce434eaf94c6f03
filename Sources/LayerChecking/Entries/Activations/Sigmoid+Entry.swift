import GSL
import GradientChecking
import Layers
import Tensors

enum SigmoidEntry: ActivationEntry {
  static let name = "sigmoid"
  static let summary = "1 / (1 + e⁻ˣ)"

  static func layers<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> [any Layer<Scalar>] {
    [Sigmoid<Scalar>()]
  }

  static func layer<Scalar: TensorScalar>(
    _ settings: LayerSettings
  ) throws(InputError) -> any Layer<Scalar> {
    Sigmoid<Scalar>()
  }
}
