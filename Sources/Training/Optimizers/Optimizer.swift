import Layers
import Tensors

/// A rule by which parameters move against their gradient.
///
/// It sees one group of parameters all its life: what it remembers of earlier steps is kept by slot.
public protocol Optimizer<Scalar>: Sendable, CustomStringConvertible {
  associatedtype Scalar: TensorScalar

  /// The size of a step; a schedule sets it between steps.
  var learningRate: Scalar { get set }

  /// Called once before the tensors of a step are moved.
  mutating func beginStep()

  /// Moves one tensor of the group one step.
  mutating func move(_ theta: inout Tensor<Scalar>, against gradient: Tensor<Scalar>, slot: Int)
}

extension Optimizer {
  public mutating func beginStep() {}

  /// Moves all parameters one step.
  public mutating func update<Group: ParameterGroup<Scalar>>(
    _ parameters: inout Group, gradient: Group
  ) {
    beginStep()
    for slot in parameters.slots.indices {
      move(&parameters[slot: slot], against: gradient[slot: slot], slot: slot)
    }
  }
}

extension Optimizer {
  /// Moves all parameters of a layer one step, in place.
  public mutating func update<L: Layer<Scalar>>(_ layer: inout L, gradient: L.Parameters) {
    beginStep()
    layer.updateParameters { theta, slot in
      move(&theta, against: gradient[slot: slot], slot: slot)
    }
  }
}

/// One tensor a slot of what an optimizer remembers, zero at first.
struct SlotMemory<Scalar: TensorScalar>: Sendable {
  private var tensors: [Tensor<Scalar>?] = []

  /// The tensor of a slot, of this shape.
  subscript(slot: Int, shape: Shape) -> Tensor<Scalar> {
    mutating get {
      while tensors.count <= slot { tensors.append(nil) }
      let tensor = tensors[slot] ?? Tensor(shape)
      precondition(tensor.shape == shape, "an optimizer serves one group of parameters")
      // What is handed out is to be changed in place, so it must not be held here too.
      tensors[slot] = nil
      return tensor
    }
    set { tensors[slot] = newValue }
  }
}
