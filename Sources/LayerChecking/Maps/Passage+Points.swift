import GradientChecking
import Layers
import Tensors

// How displaced points go through a layer together.

extension Passage {
  /// A point that joins others where it leaves the layer of its parameter.
  struct Entrant {
    /// What the point is known by.
    let number: Int
    /// The positions ``inside`` that lead from the whole to the layer.
    let path: [Int]
    let slot: Int
    let move: Move
  }

  /// Sends points through the layer, and those behind it that enter inside.
  ///
  /// - Parameters:
  ///   - entrants: Those whose parameter is in this layer.
  ///   - depth: The length of the path to this layer.
  ///   - layers: By their paths, kept from one call to the next.
  ///
  /// - Throws: ``InputError`` where the layer does not take points for a larger batch.
  func forward(
    _ points: inout StackedPoints<Scalar>, joinedBy entrants: [Entrant], depth: Int = 0,
    _ layers: inout [[Int]: DisplacedLayer<Scalar>]
  ) throws {
    func inside(_ position: Int) -> [Entrant] { entrants.filter { $0.path[depth] == position } }
    switch arrangement {
    case .single:
      try forward(&points)
      guard let first = entrants.first else { return }
      let own = try layers[first.path, default: DisplacedLayer(of: self)].leave(self, entrants)
      points.insert(own, at: points.count)
    case .sequence:
      for (position, part) in self.inside.enumerated() {
        try part.forward(&points, joinedBy: inside(position), depth: depth + 1, &layers)
      }
    case .sum:
      let (arrived, places) = (points.count, points.branches.count)
      var shortcut = points
      let (body, other) = (self.inside[0], self.inside[1])
      try body.forward(&points, joinedBy: inside(0), depth: depth + 1, &layers)
      try other.forward(&shortcut, joinedBy: inside(1), depth: depth + 1, &layers)
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
      points.branches += branches.map { StackedPoints.Branches(undisplaced: $0) }
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
      return StackedPoints.Branches(
        undisplaced: undisplaced,
        ofPoints: (0..<points.count).map { Array(units[$0 * own..<($0 + 1) * own]) })
    }
  }

  /// Points that leave the layer as the point that is not displaced.
  private func undisplaced(_ numbers: ArraySlice<Int>) -> StackedPoints<Scalar> {
    StackedPoints(Array(numbers), activation: output.stacked(numbers.count))
  }
}
