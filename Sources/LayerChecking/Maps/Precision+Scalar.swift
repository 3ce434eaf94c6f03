import GradientChecking
import Tensors

extension Precision {
  /// The precision of a tensor's elements.
  static func of<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> Precision {
    scalar == Float.self ? .float : .double
  }
}
