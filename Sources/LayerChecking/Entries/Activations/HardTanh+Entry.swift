import GSL
import GradientChecking
import Layers
import Tensors

enum HardTanhEntry: ActivationEntry {
  static let name = "hard-tanh"
  static let summary = "min(max(x, a), b)"

  static func layers<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> [any Layer<Scalar>] {
    [HardTanh<Scalar>(), HardTanh<Scalar>(from: -0.5, to: 2)]
  }

  static func layer<Scalar: TensorScalar>(
    _ settings: LayerSettings
  ) throws(InputError) -> any Layer<Scalar> {
    HardTanh<Scalar>(
      from: Scalar(try settings.value(\.lower)), to: Scalar(try settings.value(\.upper)))
  }
}
