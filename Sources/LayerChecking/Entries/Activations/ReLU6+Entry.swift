import GSL
import GradientChecking
import Layers
import Tensors

enum ReLU6Entry: ActivationEntry {
  static let name = "relu6"
  static let summary = "min(max(x, 0), 6)"

  static func layers<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> [any Layer<Scalar>] {
    [HardTanh<Scalar>.relu6]
  }

  static func layer<Scalar: TensorScalar>(
    _ settings: LayerSettings
  ) throws(InputError) -> any Layer<Scalar> {
    HardTanh<Scalar>.relu6
  }
}
