import GradientChecking
import Layers
import Tensors

/// A layer whose parameters are moved, by one point after the other, and put back.
///
/// It is kept, because to copy a large parameter takes longer than to evaluate a small layer.
struct DisplacedLayer<Scalar: TensorScalar> {
  /// One of the two: the first where the layer can evaluate a part of its output.
  private var partial: (any PartialForward<Scalar>)?
  private var whole: AnyLayer<Scalar>?

  init(of part: Passage<Scalar>) {
    if part.canTellParts, let base = part.base as? any PartialForward<Scalar> {
      partial = base.prepared(for: part.input)
    } else {
      whole = part.layer
    }
  }

  /// Points displaced in the layer of `part`, as they leave it.
  mutating func leave(
    _ part: Passage<Scalar>, _ entrants: [Passage<Scalar>.Entrant]
  ) throws -> StackedPoints<Scalar> {
    // In place: whoever else held the layer would make it copy the parameter.
    if partial != nil { return try Self.leave(part, entrants, inParts: &partial!) }
    return try Self.leave(part, entrants, whole: &whole!)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private static func leave(
    _ part: Passage<Scalar>, _ entrants: [Passage<Scalar>.Entrant],
    whole layer: inout AnyLayer<Scalar>
  ) throws -> StackedPoints<Scalar> {
    var outputs: [Scalar] = []
    var branches = part.branches.map { StackedPoints<Scalar>.Branches(undisplaced: $0) }
    for entrant in entrants {
      let (slot, move) = (entrant.slot, entrant.move)
      layer.updateParameters { if $1 == slot { move.apply(to: &$0) } }
      let (output, cache) = try layer.forward(part.input, in: part.context)
      let base = part.layer.parameters[slot: slot]
      layer.updateParameters { if $1 == slot { move.undo(in: &$0, base) } }
      guard output.shape == part.output.shape else {
        throw InputError(
          "\(layer)", expects: "\(part.output.shape) as before", got: "\(output.shape)")
      }
      outputs += output.elements
      for (place, units) in cache.branchesByPlace.enumerated() {
        branches[place].ofPoints.append(units)
      }
    }
    var points = StackedPoints(
      entrants.map(\.number),
      activation: Tensor(part.output.shape.stacked(entrants.count), outputs))
    points.branches = branches
    return points
  }

  /// The same of a layer that can evaluate a part: for each point the output is as at the base point, with
  /// what is reached evaluated anew.
  private static func leave(
    _ part: Passage<Scalar>, _ entrants: [Passage<Scalar>.Entrant],
    inParts layer: inout some PartialForward<Scalar>
  ) throws -> StackedPoints<Scalar> {
    let output = part.output
    var activation = output.stacked(entrants.count)
    for (position, entrant) in entrants.enumerated() {
      let (slot, move) = (entrant.slot, entrant.move)
      let base = part.layer.parameters[slot: slot]
      move.apply(to: &layer.parameters[slot: slot])
      defer { move.undo(in: &layer.parameters[slot: slot], base) }
      let own = position * output.count..<(position + 1) * output.count
      guard case .coordinate(let offset) = move.displacement.direction else {
        let moved = try layer.forward(part.input, in: part.context).output
        activation.withMutableElements { stack in
          moved.withElements { _ = stack[own].update(fromContentsOf: $0) }
        }
        continue
      }
      let coordinate = LayerCoordinate.parameter(slot: slot, offset: offset)
      let region = layer.reach(of: coordinate, inputShape: part.input.shape, in: part.context)
      withUnsafeTemporaryAllocation(of: Scalar.self, capacity: region.count) { reached in
        layer.forward(
          part.input, in: part.context, only: region, displaced: coordinate, into: reached)
        activation.withMutableElements { stack in
          let own = UnsafeMutableBufferPointer(rebasing: stack[own])
          var rest = reached[...]
          for range in region.ranges(in: output.shape) {
            _ = own[range].update(fromContentsOf: rest.prefix(range.count))
            rest = rest.dropFirst(range.count)
          }
        }
      }
    }
    return StackedPoints(entrants.map(\.number), activation: activation)
  }
}

extension Move {
  /// Moves what is as at the point.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func apply<Scalar: TensorScalar>(to tensor: inout Tensor<Scalar>) {
    tensor.withMutableElements { apply(to: $0) }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func apply<Scalar: TensorScalar>(to x: UnsafeMutableBufferPointer<Scalar>) {
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
