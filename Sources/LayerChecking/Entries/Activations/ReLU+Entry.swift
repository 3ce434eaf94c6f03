import GSL
import GradientChecking
import Layers
import Tensors

enum ReLUEntry: ActivationEntry {
  static let name = "relu"
  static let summary = "max(x, 0), and at its kink"

  static func layers<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> [any Layer<Scalar>] {
    [ReLU<Scalar>()]
  }

  static func layer<Scalar: TensorScalar>(
    _ settings: LayerSettings
  ) throws(InputError) -> any Layer<Scalar> {
    ReLU<Scalar>()
  }
}
