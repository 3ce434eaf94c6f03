import GradientChecking
import Layers
import Tensors

// How displaced points go through a layer together.

extension Passage {
  /// Sends points through the layer, and those that are displaced here or inside behind them.
  ///
  /// - Parameters:
  ///   - entrants: Those displaced in this layer, the ones in its input first.
  ///   - path: The positions ``inside`` that lead from the whole to this layer.
  ///   - layers: By their paths, kept from one call to the next.
  ///
  /// - Throws: ``InputError`` where the layer does not take points for a larger batch.
  func forward(
    _ points: inout StackedPoints<Scalar>, joinedBy entrants: [Entrant], at path: [Int] = [],
    _ layers: inout [[Int]: DisplacedLayer<Scalar>]
  ) throws {
    func forward(
      _ points: inout StackedPoints<Scalar>, inside position: Int, takingInput: Bool
    ) throws {
      let entrants = entrants.filter {
        switch $0.place {
        case .input: takingInput
        case .parameter(let place, _): place[path.count] == position
        }
      }
      try inside[position].forward(&points, joinedBy: entrants, at: path + [position], &layers)
    }
    switch arrangement {
    case .single:
      let arriving = partial == nil ? entrants.prefix { $0.isAtInput } : entrants[..<0]
      if !arriving.isEmpty { points.insert(inputs(arriving), at: points.count) }
      try self.forward(&points)
      let displaced = entrants[arriving.count...]
      guard !displaced.isEmpty else { return }
      let own = try layers[path, default: DisplacedLayer(of: self)].leave(self, displaced)
      points.insert(own, at: points.count)
    case .sequence:
      for position in inside.indices {
        try forward(&points, inside: position, takingInput: position == 0)
      }
    case .sum:
      let arrived = points.count + entrants.prefix { $0.isAtInput }.count
      let places = points.branches.count
      var shortcut = points
      try forward(&points, inside: 0, takingInput: true)
      try forward(&shortcut, inside: 1, takingInput: true)
      let (body, other) = (inside[0], inside[1])
      // On the branch that it does not enter a point is as it was.
      let (ofBody, ofShortcut) = (points.numbers[arrived...], shortcut.numbers[arrived...])
      points.insert(body.undisplaced(ofShortcut), at: points.count)
      shortcut.insert(other.undisplaced(ofBody), at: arrived)
      points.add(shortcut.activation)
      points.branches += shortcut.branches[places...]
    }
  }

  private func forward(_ points: inout StackedPoints<Scalar>) throws {
    guard points.count > 0 else {
      points.branches += branches.map { StackedBranches(undisplaced: $0) }
      return
    }
    var context = context
    context.groups = points.count
    let (output, cache) = try frozen.forward(points.activation, in: context)
    guard output.shape == self.output.shape.stacked(points.count) else {
      throw InputError(
        "\(layer)", expects: "\(points.count) batches as one", got: "\(output.shape)")
    }
    points.activation = output
    points.branches += zip(branches, cache.branchesByPlace).map { undisplaced, units in
      let own = units.count / points.count
      return StackedBranches(
        undisplaced: undisplaced,
        ofPoints: (0..<points.count).map { Array(units[$0 * own..<($0 + 1) * own]) })
    }
  }

  /// The inputs of points that are displaced there.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func inputs(_ entrants: ArraySlice<Entrant>) -> StackedPoints<Scalar> {
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

  /// Points that leave the layer as the point that is not displaced.
  private func undisplaced(_ numbers: ArraySlice<Int>) -> StackedPoints<Scalar> {
    StackedPoints(Array(numbers), activation: output.stacked(numbers.count))
  }
}
