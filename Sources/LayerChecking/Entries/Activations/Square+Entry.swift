import GSL
import GradientChecking
import Layers
import Tensors

enum SquareEntry: ActivationEntry {
  static let name = "square"
  static let summary = "x²"

  static func layers<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> [any Layer<Scalar>] {
    [Square<Scalar>()]
  }

  static func layer<Scalar: TensorScalar>(
    _ settings: LayerSettings
  ) throws(InputError) -> any Layer<Scalar> {
    Square<Scalar>()
  }
}
