import GradientChecking
import Layers
import Tensors

// How displaced points go through the layers together.

extension Passage {
  /// Sends points through the layers, each from where it is displaced on.
  ///
  /// - Parameters:
  ///   - entrants: Of numbers 0, 1, …, in any order.
  ///   - layers: By their positions, kept from one call to the next.
  ///
  /// - Throws: ``InputError`` where a layer does not take points for a larger batch.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func forward(
    _ entrants: [Entrant], _ layers: inout [Int: DisplacedLayer<Scalar>]
  ) throws -> StackedPoints<Scalar> {
    let atInput = entrants.filter { $0.leaf == nil }
    var stacks = [StackedPoints<Scalar>?](repeating: nil, count: parts.count)
    // The branches that each point takes at each place, nil for those of the undisplaced.
    var taken = [[[UInt16]?]](
      repeating: Array(repeating: nil, count: entrants.count),
      count: parts.reduce(0) { $0 + $1.branches.count })
    func record(_ points: StackedPoints<Scalar>, in part: Part) {
      for (place, ofPoints) in points.branches.enumerated() {
        for (number, units) in zip(points.numbers, ofPoints) {
          taken[part.firstPlace + place][number] = units
        }
      }
    }
    for (position, part) in parts.enumerated() {
      var displaced = entrants.filter { $0.leaf == position }
      // Of a displaced input such a layer evaluates what that reaches.
      let startsInPart = part.partial != nil && part.sources == [nil]
      if startsInPart { displaced = atInput + displaced }
      var points = try arriving(at: part, stacks, startsInPart ? [] : atInput).map {
        try forward($0.input, $0.numbers, through: part)
      }
      if let points { record(points, in: part) }
      if !displaced.isEmpty {
        let own = try layers[position, default: DisplacedLayer(of: part)]
          .leave(part, displaced[...])
        record(own, in: part)
        if points == nil { points = own } else { points!.append(own) }
      }
      stacks[position] = points
      for case let source? in part.sources where parts[source].lastUse == position {
        stacks[source] = nil
      }
    }
    // On a way that it does not enter a point is as it was.
    let numbers = union([stacks[last]?.numbers ?? [], entrants.map(\.number)])
    var points = StackedPoints(
      numbers, activation: aligned(stacks[last], to: numbers, base: parts[last].output))
    for part in parts {
      for (place, undisplaced) in part.branches.enumerated() {
        let taken = taken[part.firstPlace + place]
        points.branches.append(numbers.map { taken[$0] ?? undisplaced })
      }
    }
    return points
  }

  /// The points that come to a part, put together from its sources; nil where none does.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func arriving(
    at part: Part, _ stacks: [StackedPoints<Scalar>?], _ atInput: [Entrant]
  ) throws -> (numbers: [Int], input: AnyTensors<Scalar>)? {
    let arriving = part.sources.map { source in
      source.map { stacks[$0] } ?? (atInput.isEmpty ? nil : inputs(atInput))
    }
    let numbers = union(arriving.map { $0?.numbers ?? [] })
    guard !numbers.isEmpty else { return nil }
    var input = part.input
    for (slot, points) in arriving.enumerated() {
      input[slot: slot] = aligned(points, to: numbers, base: part.input[slot: slot])
    }
    return (numbers, input)
  }

  private func union(_ lists: [[Int]]) -> [Int] {
    guard var union = lists.first else { return [] }
    for list in lists.dropFirst() {
      let known = Set(union)
      union += list.filter { !known.contains($0) }
    }
    return union
  }

  /// The activations of the points of these numbers, in this order; of one that is not there the base.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func aligned(
    _ points: StackedPoints<Scalar>?, to numbers: [Int], base: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    guard let points else { return base.stacked(numbers.count) }
    guard points.numbers != numbers else { return points.activation }
    let places = Dictionary(uniqueKeysWithValues: zip(points.numbers, points.numbers.indices))
    let size = base.count
    return Tensor(base.shape.stacked(numbers.count)) { stack in
      points.activation.withElements { here in
        base.withElements { base in
          var rest = stack[...]
          for number in numbers {
            let own = places[number].map { here[$0 * size..<($0 + 1) * size] } ?? base[...]
            rest = rest[rest.update(fromContentsOf: own)...]
          }
        }
      }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func forward(
    _ input: AnyTensors<Scalar>, _ numbers: [Int], through part: Part
  ) throws -> StackedPoints<Scalar> {
    let count = numbers.count
    var context = part.context
    context.groups = count
    let (output, cache) = try part.frozen.forward(input, in: context)
    guard let output = output.tensor, output.shape == part.output.shape.stacked(count) else {
      throw InputError(
        "\(part.layer)", expects: "\(count) batches as one",
        got: "\(output.tensors.map(\.shape))")
    }
    var points = StackedPoints(numbers, activation: output)
    if !part.branches.isEmpty {
      points.branches = cache.branchesByPlace.map { units in
        let own = units.count / count
        return (0..<count).map { Array(units[$0 * own..<($0 + 1) * own]) }
      }
    }
    return points
  }

  /// The inputs of points that are displaced there.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func inputs(_ entrants: [Entrant]) -> StackedPoints<Scalar> {
    var inputs = input.stacked(entrants.count)
    inputs.withMutableElements { stack in
      input.withElements { base in
        for (position, entrant) in entrants.enumerated() {
          let own = position * base.count..<(position + 1) * base.count
          entrant.move.apply(to: UnsafeMutableBufferPointer(rebasing: stack[own]), from: base)
        }
      }
    }
    return StackedPoints(entrants.map(\.number), activation: inputs)
  }
}
