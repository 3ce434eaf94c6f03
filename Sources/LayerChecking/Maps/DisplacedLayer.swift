import GradientChecking
import Layers
import Tensors

/// A layer whose parameters or input are moved, by one point after the other.
///
/// It is kept, because to copy a large parameter takes longer than to evaluate a small layer. Its layer is not
/// known by its own type, for each of which this would run unspecialized.
struct DisplacedLayer<Scalar: TensorScalar> {
  /// One of the two: the first where the layer can evaluate a part of its output.
  private var partial: (any PartialForward<Scalar>)?
  private var whole: AnyLayer<Scalar>?
  private var input: Tensor<Scalar>
  /// The input and the parameters where nothing is displaced.
  private let undisplaced: [Tensor<Scalar>]
  /// Which of them was moved last, and which of its numbers, nil for all. It is still where it went: the next
  /// vector writes all of it anew.
  private var moved: (tensor: Int, offset: Int?)?

  init(of part: Passage<Scalar>.Part) {
    input = part.input[slot: 0]
    let parameters = part.layer.parameters
    undisplaced = [input] + parameters.tensors
    if let base = part.partial {
      partial = base.prepared(for: input)
    } else {
      whole = part.layer
    }
  }

  /// Points displaced in the layer of `part`, as they leave it.
  mutating func leave(
    _ part: Passage<Scalar>.Part, _ entrants: ArraySlice<Entrant>
  ) throws -> StackedPoints<Scalar> {
    partial == nil ? try leaveWhole(part, entrants) : try leaveInParts(part, entrants)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private mutating func leaveWhole(
    _ part: Passage<Scalar>.Part, _ entrants: ArraySlice<Entrant>
  ) throws -> StackedPoints<Scalar> {
    var outputs: [Scalar] = []
    var branches = part.branches.map { _ in [[UInt16]]() }
    for entrant in entrants {
      displace(entrant)
      let (output, cache) = try whole!.forward(input, in: part.context)
      guard output.shape == part.output.shape else {
        throw InputError(
          "\(part.layer)", expects: "\(part.output.shape) as before", got: "\(output.shape)")
      }
      outputs += output.elements
      for (place, units) in cache.branchesByPlace.enumerated() {
        branches[place].append(units)
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
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private mutating func leaveInParts(
    _ part: Passage<Scalar>.Part, _ entrants: ArraySlice<Entrant>
  ) throws -> StackedPoints<Scalar> {
    let (size, context) = (part.output.count, part.context)
    var activation = part.output.stacked(entrants.count)
    for (position, entrant) in entrants.enumerated() {
      displace(entrant)
      let own = position * size..<(position + 1) * size
      guard let coordinate = entrant.coordinate else {
        let moved = try AnyLayer(partial!).forward(input, in: context).output
        activation.withMutableElements { stack in
          moved.withElements { _ = stack[own].update(fromContentsOf: $0) }
        }
        continue
      }
      let region = partial!.reach(of: coordinate, inputShape: input.shape, in: context)
      withUnsafeTemporaryAllocation(of: Scalar.self, capacity: region.count) { reached in
        partial!.forward(input, in: context, only: region, displaced: coordinate, into: reached)
        activation.withMutableElements { stack in
          let own = UnsafeMutableBufferPointer(rebasing: stack[own])
          var rest = reached[...]
          for range in region.ranges(in: part.output.shape) {
            _ = own[range].update(fromContentsOf: rest.prefix(range.count))
            rest = rest.dropFirst(range.count)
          }
        }
      }
    }
    return StackedPoints(entrants.map(\.number), activation: activation)
  }

  /// Moves what an entrant displaces, and puts back what one before it has moved.
  private mutating func displace(_ entrant: Entrant) {
    let (tensor, move) = (entrant.tensor, entrant.move)
    let offset = entrant.coordinate?.offset
    if let moved, offset != nil || moved.offset != nil || moved.tensor != tensor {
      change(moved.tensor) { values, base in
        if let offset = moved.offset {
          values[offset] = base[offset]
        } else {
          values.withMutableElements { values in
            base.withElements { _ = values.update(fromContentsOf: $0) }
          }
        }
      }
    }
    moved = (tensor, offset)
    change(tensor) { values, base in
      values.withMutableElements { values in base.withElements { move.apply(to: values, from: $0) }
      }
    }
  }

  /// Calls `body` with the input, or the parameter in a slot, to change in place, and how that is where
  /// nothing is displaced. Whoever else held it would make it be copied.
  @inline(__always)
  private mutating func change(
    _ tensor: Int, _ body: (inout Tensor<Scalar>, Tensor<Scalar>) -> Void
  ) {
    let base = undisplaced[tensor]
    if tensor == 0 {
      body(&input, base)
    } else if partial != nil {
      partial!.displace(tensor - 1) { body(&$0, base) }
    } else {
      whole!.updateParameters { if $1 == tensor - 1 { body(&$0, base) } }
    }
  }
}

extension Entrant {
  /// Which tensor of the layer is displaced: 0 for the input, 1 for the first parameter.
  fileprivate var tensor: Int {
    switch place {
    case .input: 0
    case .parameter(_, let slot): slot + 1
    }
  }
}

extension Move {
  /// Moves `values`: the one number from where it is in `base`, or all of them from there.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func apply<Scalar: TensorScalar>(
    to values: UnsafeMutableBufferPointer<Scalar>, from base: UnsafeBufferPointer<Scalar>
  ) {
    switch displacement.direction {
    case .coordinate(let offset): values[offset] = Scalar(Double(base[offset]) + step)
    case .vector(let vector):
      vector.withUnsafeBufferPointer { vector in
        for i in vector.indices { values[i] = Scalar(Double(base[i]) + step * vector[i]) }
      }
    }
  }
}
