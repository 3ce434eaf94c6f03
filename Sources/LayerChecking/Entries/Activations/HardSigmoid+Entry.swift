import GSL
import GradientChecking
import Layers
import Tensors

enum HardSigmoidEntry: ActivationEntry {
  static let name = "hard-sigmoid"
  static let summary = "min(max(x/6 + ½, 0), 1)"

  static func layers<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> [any Layer<Scalar>] {
    [HardSigmoid<Scalar>()]
  }

  static func layer<Scalar: TensorScalar>(
    _ settings: LayerSettings
  ) throws(InputError) -> any Layer<Scalar> {
    HardSigmoid<Scalar>()
  }
}
