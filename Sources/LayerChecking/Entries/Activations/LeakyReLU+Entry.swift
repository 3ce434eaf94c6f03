import GSL
import GradientChecking
import Layers
import Tensors

enum LeakyReLUEntry: ActivationEntry {
  static let name = "leaky-relu"
  static let summary = "x above 0, 0.01·x below, and at its kink"

  static func layers<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> [any Layer<Scalar>] {
    [LeakyReLU<Scalar>()]
  }

  static func layer<Scalar: TensorScalar>(
    _ settings: LayerSettings
  ) throws(InputError) -> any Layer<Scalar> {
    LeakyReLU<Scalar>(slope: Scalar(try settings.value(\.slope)))
  }
}
