import GSL
import GradientChecking
import Layers
import Tensors

enum SoftplusEntry: ActivationEntry {
  static let name = "softplus"
  static let summary = "log(1 + e^(βx))/β, x beyond a threshold"

  static func layers<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> [any Layer<Scalar>] {
    [Softplus<Scalar>(), Softplus<Scalar>(beta: 2.5)]
  }

  static func layer<Scalar: TensorScalar>(
    _ settings: LayerSettings
  ) throws(InputError) -> any Layer<Scalar> {
    Softplus<Scalar>(
      beta: Scalar(try settings.value(\.beta)), threshold: Scalar(try settings.value(\.threshold)))
  }
}
