import Layers
import Tensors

/// A rule by which parameters move against their gradient.
///
/// It sees one group of parameters all its life: what it remembers of earlier steps is kept by slot.
public protocol Optimizer<Scalar>: Sendable, CustomStringConvertible {
  associatedtype Scalar: TensorScalar

  /// The size of a step; a schedule sets it between steps.
  var learningRate: Scalar { get set }

  /// What is remembered of earlier steps, such as a velocity, by its name.
  var memory: [String: SlotMemory<Scalar>] { get set }

  /// Called once before the tensors of a step are moved.
  mutating func beginStep()

  /// Moves one tensor of the group one step.
  mutating func move(_ theta: inout Tensor<Scalar>, against gradient: Tensor<Scalar>, slot: Int)
}

extension Optimizer {
  public var memory: [String: SlotMemory<Scalar>] {
    get { [:] }
    set {}
  }

  public mutating func beginStep() {}

  /// Moves all parameters one step.
  public mutating func update<Group: TensorGroup<Scalar>>(
    _ parameters: inout Group, gradient: Group
  ) {
    beginStep()
    for slot in 0..<parameters.slotCount {
      move(&parameters[slot: slot], against: gradient[slot: slot], slot: slot)
    }
  }

  /// Moves all parameters of a layer one step, in place.
  public mutating func update<L: Layer<Scalar>>(_ layer: inout L, gradient: L.Parameters) {
    beginStep()
    layer.updateParameters { theta, slot in
      move(&theta, against: gradient[slot: slot], slot: slot)
    }
  }

  /// What is remembered of each tensor of a group: "velocity.conv1.weight"; of the whole: "steps".
  public func memory(of parameters: some TensorGroup<Scalar>) -> [String: Tensor<Scalar>] {
    var tensors: [String: Tensor<Scalar>] = [:]
    for (name, memory) in memory {
      for (slot, tensor) in memory.tensors.enumerated() {
        guard let tensor else { continue }
        tensors[memory.isOfWhole ? name : "\(name).\(parameters.slots[slot].name)"] = tensor
      }
    }
    return tensors
  }

  /// Takes over what ``memory(of:)`` gave, for an optimizer that goes on where that one stood.
  ///
  /// - Throws: `InputError` where a tensor belongs nowhere or has not its parameter's shape; nothing has
  ///   changed then.
  public mutating func setMemory(
    _ tensors: [String: Tensor<Scalar>], of parameters: some TensorGroup<Scalar>
  ) throws(InputError) {
    var (memory, rest) = (self.memory, tensors)
    for (name, own) in memory {
      var own = SlotMemory<Scalar>(ofWhole: own.isOfWhole)
      if own.isOfWhole {
        own.tensors = [rest.removeValue(forKey: name)]
      } else {
        for (position, slot) in parameters.slots.enumerated() {
          let full = "\(name).\(slot.name)"
          let tensor = rest.removeValue(forKey: full)
          guard tensor == nil || tensor?.shape == parameters[slot: position].shape else {
            throw InputError(
              full, expects: "\(parameters[slot: position].shape)", got: "\(tensor!.shape)")
          }
          own.tensors.append(tensor)
        }
      }
      memory[name] = own
    }
    if let stranger = rest.keys.min() {
      throw InputError("\(self)", expects: "what it remembers itself", got: stranger)
    }
    self.memory = memory
  }
}

/// One tensor a slot of what an optimizer remembers, zero at first.
public struct SlotMemory<Scalar: TensorScalar>: Sendable {
  /// Nil before the first step.
  public var tensors: [Tensor<Scalar>?] = []
  /// Whether it is one tensor of the whole, not one a slot.
  public let isOfWhole: Bool

  public init(ofWhole isOfWhole: Bool = false) { self.isOfWhole = isOfWhole }

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
