import GSL
import Layers
import NamedTensors
import Tensors

extension TrainingLoop {
  /// All that the coming steps depend on besides their batches and what the loop was made of: weights, running
  /// statistics, what the optimizer remembers, the number of steps, which is the place in every schedule, and the
  /// random key.
  public var checkpoint: Checkpoint {
    var checkpoint = Checkpoint()
    func add(_ group: some TensorGroup<Scalar>, under path: String) {
      for (slot, tensor) in zip(group.slots, group.tensors) {
        checkpoint.tensors["\(path).\(slot.name)"] = TensorData(tensor)
      }
    }
    let parameters = network.parameters
    add(parameters, under: "parameters")
    add(network.state, under: "state")
    for (name, tensor) in optimizer.memory(of: parameters).sorted(by: { $0.key < $1.key }) {
      checkpoint.tensors["optimizer.\(name)"] = TensorData(tensor)
    }
    checkpoint.set("loop.steps", to: steps)
    checkpoint.set("loop.key", to: Int(bitPattern: UInt(key.bits)))
    return checkpoint
  }

  /// Takes over what ``checkpoint`` held, for a loop of the same network, objective, optimizer and schedules: what it
  /// does then is what the other would have done, to the bit.
  ///
  /// - Throws: `InputError` where a tensor is missing, belongs nowhere, or has another shape or precision; nothing
  ///   has changed then.
  public mutating func restore(from checkpoint: Checkpoint) throws(InputError) {
    func tensors(under path: String) throws(InputError) -> [String: Tensor<Scalar>] {
      var tensors: [String: Tensor<Scalar>] = [:]
      let own: ElementType = Scalar.self == Float.self ? .float32 : .float64
      for (name, data) in checkpoint.tensors.under(path) {
        guard data.elementType == own else {
          throw InputError("\(path).\(name)", expects: "\(own)", got: "\(data.elementType)")
        }
        tensors[name] = Tensor(data)
      }
      return tensors
    }
    var (parameters, state, optimizer) = (network.parameters, network.state, optimizer)
    try parameters.set(try tensors(under: "parameters"))
    try state.set(try tensors(under: "state"))
    try optimizer.setMemory(try tensors(under: "optimizer"), of: parameters)
    let steps = try checkpoint.integer("loop.steps")
    guard steps >= 0 else {
      throw InputError("loop.steps", expects: "a number from 0 up", got: "\(steps)")
    }
    let bits = try checkpoint.integer("loop.key")
    network.parameters = parameters
    network.state = state
    self.optimizer = optimizer
    self.steps = steps
    key = RandomKey(bits: UInt64(UInt(bitPattern: bits)))
  }
}
