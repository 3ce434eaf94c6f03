import GSL
import GradientChecking
import Layers
import Tensors

enum LogSigmoidEntry: ActivationEntry {
  static let name = "log-sigmoid"
  static let summary = "−log(1 + e⁻ˣ)"

  static func layers<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> [any Layer<Scalar>] {
    [LogSigmoid<Scalar>()]
  }

  static func layer<Scalar: TensorScalar>(
    _ settings: LayerSettings
  ) throws(InputError) -> any Layer<Scalar> {
    LogSigmoid<Scalar>()
  }
}
