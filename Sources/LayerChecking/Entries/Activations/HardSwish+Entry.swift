import GSL
import GradientChecking
import Layers
import Tensors

enum HardSwishEntry: ActivationEntry {
  static let name = "hard-swish"
  static let summary = "x·min(max(x/6 + ½, 0), 1)"

  static func layers<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> [any Layer<Scalar>] {
    [HardSwish<Scalar>()]
  }

  static func layer<Scalar: TensorScalar>(
    _ settings: LayerSettings
  ) throws(InputError) -> any Layer<Scalar> {
    HardSwish<Scalar>()
  }
}
