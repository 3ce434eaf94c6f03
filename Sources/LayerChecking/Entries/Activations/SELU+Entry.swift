import GSL
import GradientChecking
import Layers
import Tensors

enum SELUEntry: ActivationEntry {
  static let name = "selu"
  static let summary = "λx above 0, λα(eˣ − 1) below, and at 0"

  static func layers<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> [any Layer<Scalar>] {
    [SELU<Scalar>()]
  }

  static func layer<Scalar: TensorScalar>(
    _ settings: LayerSettings
  ) throws(InputError) -> any Layer<Scalar> {
    SELU<Scalar>()
  }
}
