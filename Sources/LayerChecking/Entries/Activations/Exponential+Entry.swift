import GSL
import GradientChecking
import Layers
import Tensors

enum ExponentialEntry: ActivationEntry {
  static let name = "exp"
  static let summary = "eˣ"
  static let largestSize = 3.0

  static func layers<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> [any Layer<Scalar>] {
    [Exponential<Scalar>()]
  }

  static func layer<Scalar: TensorScalar>(
    _ settings: LayerSettings
  ) throws(InputError) -> any Layer<Scalar> {
    Exponential<Scalar>()
  }
}
