import GradientChecking
import Layers
import Tensors

/// Evaluates a network near a point.
///
/// What lies before a displaced parameter is as at the point, and was computed once; of its own layer only
/// the part that it reaches is evaluated, where the layer can do that; and through all that lies behind it
/// many points go as one batch.
struct StackedNeighborhood<Scalar: TensorScalar>: Neighborhood {
  /// What the points come to, given how they leave the network.
  typealias Objective = @Sendable (StackedPoints<Scalar>) throws -> [Evaluation]

  private enum Place {
    case input
    case parameter(path: [Int], slot: Int)
  }

  private let whole: Passage<Scalar>
  /// Of each variable, the input first.
  private let places: [Place]
  private let stackSizes: [Int]
  private let objective: Objective
  /// The variable that was displaced last, and its layer, at the point but for the number under
  /// displacement. Kept, because to copy a large parameter takes longer than to evaluate a small layer.
  private var displaced: (variable: Int, layer: Displaced)?

  private enum Displaced {
    case inPart(any PartialForward<Scalar>)
    case whole(AnyLayer<Scalar>)
  }

  /// The numbers in the largest activation of a stack: some megabytes, so that deep layers, whose
  /// activations are small, get enough points at once to be worth their weights.
  private static var activationLimit: Int { 1 << 23 }
  private static var largestStack: Int { 64 }

  init(around whole: Passage<Scalar>, objective: @escaping Objective) {
    self.whole = whole
    self.objective = objective
    places =
      [.input]
      + (0..<whole.layer.parameters.slotCount).map { slot in
        let (path, slot) = whole.place(ofSlot: slot)
        return .parameter(path: path, slot: slot)
      }
    stackSizes = places.map { place in
      let activation =
        switch place {
        case .input: whole.largestActivation
        case .parameter(let path, _): whole.largestActivation(from: path[...])
        }
      let size = StackedNeighborhood.activationLimit / max(1, activation)
      return min(max(2, size), StackedNeighborhood.largestStack)
    }
  }

  func stackSize(ofVariable position: Int) -> Int { stackSizes[position] }

  mutating func evaluate(_ displacement: Displacement, step: Double) throws -> Evaluation {
    try evaluate([Move(displacement, by: step)])[0]
  }

  mutating func evaluate(_ moves: [Move]) throws -> [Evaluation] {
    guard let variable = moves.first?.displacement.variable else { return [] }
    switch places[variable] {
    case .input:
      var points = StackedPoints(count: moves.count, activation: inputs(moves))
      try whole.forward(&points)
      return try objective(points)
    case .parameter(let path, let slot):
      let part = whole.part(at: path)
      let layer = displaced.flatMap { $0.variable == variable ? $0.layer : nil } ?? layer(of: part)
      displaced = nil
      var points: StackedPoints<Scalar>
      // Whoever else held the layer would make it copy the parameter.
      switch consume layer {
      case .inPart(var partial):
        points = try leave(part, slot, moves, &partial)
        displaced = (variable, .inPart(partial))
      case .whole(var whole):
        points = try leave(part, slot, moves, &whole)
        displaced = (variable, .whole(whole))
      }
      try whole.finish(&points, from: path[...])
      return try objective(points)
    }
  }

  /// The inputs of displaced points.
  private func inputs(_ moves: [Move]) -> Tensor<Scalar> {
    let input = whole.input
    return Tensor(input.shape.stacked(moves.count)) { stack in
      for (number, move) in moves.enumerated() {
        let own = slice(stack, number, of: input.count)
        input.withElements { _ = own.update(fromContentsOf: $0) }
        move.apply(to: own)
      }
    }
  }

  /// The layer of a part, to displace.
  private func layer(of part: Passage<Scalar>) -> Displaced {
    if part.canTellParts, let partial = part.base as? any PartialForward<Scalar> {
      return .inPart(partial.prepared(for: part.input))
    }
    return .whole(part.layer)
  }

  /// The displaced points as they leave the layer of their parameter.
  private func leave(
    _ part: Passage<Scalar>, _ slot: Int, _ moves: [Move], _ layer: inout AnyLayer<Scalar>
  ) throws -> StackedPoints<Scalar> {
    let base = part.layer.parameters[slot: slot]
    var outputs: [Scalar] = []
    var branches = part.branches.map { _ in [UInt16]() }
    for move in moves {
      layer.updateParameters { if $1 == slot { move.apply(to: &$0) } }
      let (output, cache) = try layer.forward(part.input, in: part.context)
      layer.updateParameters { if $1 == slot { move.undo(in: &$0, base) } }
      guard output.shape == part.output.shape else {
        throw InputError(
          "\(layer)", expects: "\(part.output.shape) as before", got: "\(output.shape)")
      }
      outputs += output.elements
      for (place, units) in cache.branchesByPlace.enumerated() { branches[place] += units }
    }
    return StackedPoints(
      count: moves.count, activation: Tensor(part.output.shape.stacked(moves.count), outputs),
      branches: branches.map { .ofEach($0) })
  }

  /// The same of a layer that can evaluate a part: for each point the output is as at the base point, with
  /// what is reached evaluated anew.
  private func leave<L: PartialForward>(
    _ part: Passage<Scalar>, _ slot: Int, _ moves: [Move], _ layer: inout L
  ) throws -> StackedPoints<Scalar> where L.Scalar == Scalar {
    let base = part.layer.parameters[slot: slot]
    let output = part.output
    var activation = Tensor<Scalar>(output.shape.stacked(moves.count)) { stack in
      for number in moves.indices {
        output.withElements {
          _ = slice(stack, number, of: output.count).update(fromContentsOf: $0)
        }
      }
    }
    for (number, move) in moves.enumerated() {
      move.apply(to: &layer.parameters[slot: slot])
      defer { move.undo(in: &layer.parameters[slot: slot], base) }
      guard case .coordinate(let offset) = move.displacement.direction else {
        let moved = try layer.forward(part.input, in: part.context).output
        activation.withMutableElements { stack in
          moved.withElements { _ = slice(stack, number, of: $0.count).update(fromContentsOf: $0) }
        }
        continue
      }
      let coordinate = LayerCoordinate.parameter(slot: slot, offset: offset)
      let region = layer.reach(of: coordinate, inputShape: part.input.shape, in: part.context)
      withUnsafeTemporaryAllocation(of: Scalar.self, capacity: region.count) { reached in
        layer.forward(
          part.input, in: part.context, only: region, displaced: coordinate, into: reached)
        activation.withMutableElements { stack in
          let own = slice(stack, number, of: output.count)
          var rest = UnsafeBufferPointer(reached)[...]
          for range in region.ranges(in: output.shape) {
            _ = UnsafeMutableBufferPointer(rebasing: own[range])
              .update(fromContentsOf: rest.prefix(range.count))
            rest = rest.dropFirst(range.count)
          }
        }
      }
    }
    return StackedPoints(count: moves.count, activation: activation)
  }

  private func slice(
    _ stack: UnsafeMutableBufferPointer<Scalar>, _ number: Int, of size: Int
  ) -> UnsafeMutableBufferPointer<Scalar> {
    UnsafeMutableBufferPointer(rebasing: stack[number * size..<(number + 1) * size])
  }
}

extension Move {
  /// Moves what is as at the point.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  fileprivate func apply<Scalar: TensorScalar>(to tensor: inout Tensor<Scalar>) {
    tensor.withMutableElements { apply(to: $0) }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  fileprivate func apply<Scalar: TensorScalar>(to x: UnsafeMutableBufferPointer<Scalar>) {
    switch displacement.direction {
    case .coordinate(let offset): x[offset] = Scalar(Double(x[offset]) + step)
    case .vector(let vector):
      for i in vector.indices { x[i] = Scalar(Double(x[i]) + step * vector[i]) }
    }
  }

  /// Moves back to what is in `base`, exactly.
  fileprivate func undo<Scalar: TensorScalar>(
    in tensor: inout Tensor<Scalar>, _ base: Tensor<Scalar>
  ) {
    switch displacement.direction {
    case .coordinate(let offset): tensor[offset] = base[offset]
    case .vector: tensor = base
    }
  }
}
