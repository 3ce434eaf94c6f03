import GSL
import GradientChecking
import Layers
import Tensors

enum SiLUEntry: ActivationEntry {
  static let name = "silu"
  static let summary = "x·σ(x), swish"

  static func layers<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> [any Layer<Scalar>] {
    [SiLU<Scalar>()]
  }

  static func layer<Scalar: TensorScalar>(
    _ settings: LayerSettings
  ) throws(InputError) -> any Layer<Scalar> {
    SiLU<Scalar>()
  }
}
