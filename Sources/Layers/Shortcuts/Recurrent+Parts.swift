import Tensors

extension Recurrent: PartialForward {
  /// A number of x reaches its sample from its step on, one of W_hh every step but the first, where h₀ is
  /// 0, and another parameter everything.
  public func reach(
    of coordinate: LayerCoordinate, inputShape: Shape, in context: ForwardContext
  ) -> OutputRegion {
    let steps = inputShape[1]
    var region = OutputRegion(
      samples: 0..<inputShape[0], channels: 0..<steps, rows: 0..<parameters.units)
    switch coordinate {
    case .input(let offset):
      let (n, t) = (offset / parameters.inputs).quotientAndRemainder(dividingBy: steps)
      region.samples = n..<n + 1
      region.channels = t..<steps
    case .parameter(let slot, _):
      if slot == 1 { region.channels = min(1, steps)..<steps }
    }
    return region
  }

  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext, only region: OutputRegion,
    displaced coordinate: LayerCoordinate, into part: UnsafeMutableBufferPointer<Scalar>
  ) {
    let x = input.swapped()
    let recurrence = recurrence
    var pass = known ?? recurrence.pass(x)
    // The gate that a parameter belongs to, and with it the unit; a number of x belongs to all.
    let (gate, isRecurrent): (Int?, Bool) =
      switch coordinate {
      case .input: (nil, false)
      case .parameter(0, let offset): (offset / parameters.inputs, false)
      case .parameter(1, let offset): (offset / parameters.units, true)
      case .parameter(_, let offset): (offset, false)
      }
    pass.gates = isRecurrent ? pass.affine : recurrence.affine(x)
    recurrence.advance(
      &pass.gates, &pass.recurrent, &pass.states, isContinued: false, samples: region.samples,
      from: region.channels.lowerBound,
      changed: gate.map { $0 % parameters.units..<$0 % parameters.units + 1 })
    recurrence.write(
      pass.states, samples: region.samples, steps: region.channels, into: part)
  }

  public func prepared(for input: Tensor<Scalar>) -> Self {
    var prepared = self
    prepared.known = recurrence.pass(input.swapped())
    return prepared
  }

  public mutating func displace(_ slot: Int, _ change: (inout Tensor<Scalar>) -> Void) {
    let known = known
    change(&parameters[slot: slot])
    self.known = known
  }
}
