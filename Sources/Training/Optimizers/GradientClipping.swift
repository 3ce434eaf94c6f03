import Layers
import RealModule
import Tensors

/// What keeps a gradient from being too large, before an optimizer gets it.
public enum GradientClipping<Scalar: TensorScalar>: Sendable, Hashable {
  /// g ← g·min(1, c/‖g‖), by the norm of all tensors together.
  case norm(Scalar)
  /// g ← min(max(g, −c), c), each number by itself.
  case value(Scalar)

  /// The norm of all tensors of a group together.
  public static func norm(of gradient: some TensorGroup<Scalar>) -> Scalar {
    Scalar.sqrt(gradient.tensors.reduce(0) { $0 + $1.sum { $0 * $0 } })
  }

  /// Clips the tensors of a group.
  public func clip<Group: TensorGroup<Scalar>>(_ gradient: inout Group) {
    let change: (Tensor<Scalar>) -> Tensor<Scalar>
    switch self {
    case .value(let limit):
      change = { $0.map { $0 > limit ? limit : $0 < -limit ? -limit : $0 } }
    case .norm(let limit):
      let norm = GradientClipping.norm(of: gradient)
      guard norm > limit else { return }
      change = { $0 * (limit / norm) }
    }
    for slot in 0..<gradient.slotCount { gradient[slot: slot] = change(gradient[slot: slot]) }
  }
}
