/// The right numbers in the wrong order: transposed, flipped, shifted, slices exchanged or repeated.
struct LayoutHypothesis: LinearHypothesis {
  func predictions(for block: BlockEvidence, in evidence: Evidence) throws -> [Prediction] {
    guard block.isComplete, block.coordinates.count > 1 else { return [] }
    let grid = Grid(block.variable.shape)
    let axes = evidence.axes(of: block.variable)
    func prediction(
      _ quantity: String, _ finding: String, _ advice: String, _ values: [Double]
    ) -> Prediction {
      Prediction(
        family: .layout, quantity: quantity,
        difference: zip(values, block.numeric).map { $0 - $1 }, finding: finding, advice: advice)
    }
    let rearrangements = grid.rearrangements(axes)
    // What comes in at the edges of a shifted block is not always zeros.
    let open = rearrangements.filter { $0.source.contains(nil) }.map { shift in
      prediction(
        shift.quantity, "has the right numbers \(shift.finding)", shift.advice,
        shift.source.map { $0.map { block.numeric[$0] } ?? .nan })
    }
    return open
      + rearrangements.map { rearrangement in
        prediction(
          rearrangement.quantity, "has the right numbers \(rearrangement.finding)",
          rearrangement.advice, rearrangement.apply(block.numeric))
      }
      + slices(block, grid, axes).map { quantity, finding, values in
        prediction(quantity, finding, "check the index along that axis", values)
      }
      + reductions(block, grid, axes).map { quantity, finding, values in
        prediction(quantity, finding, "reduce over the axes along which it was broadcast", values)
      }
  }

  func diagnoses(of block: BlockEvidence, in evidence: Evidence) throws -> [Diagnosis] {
    // Where all numbers are alike but for their sign, many orders fit by chance.
    let sizes = Set(block.numeric.map { Float($0.magnitude) }.filter { $0 != 0 })
    guard sizes.count > 2 else { return [] }
    return try predictions(for: block, in: evidence).compactMap(block.diagnosis)
  }

  /// Slices along one axis that are others' or one for all.
  private func slices(
    _ block: BlockEvidence, _ grid: Grid, _ axes: [String]
  ) -> [(String, String, [Double])] {
    grid.shape.indices.filter { grid.shape[$0] > 1 && grid.shape[$0] <= 64 }.flatMap { axis in
      var found: [(String, String, [Double])] = []
      let own = (0..<grid.shape[axis]).map { grid.slice(block.analytic, axis, $0) }
      let right = (0..<grid.shape[axis]).map { grid.slice(block.numeric, axis, $0) }
      let order = own.map { slice in
        right.indices.min { distance(slice, right[$0]) < distance(slice, right[$1]) } ?? 0
      }
      if Set(order).count == order.count, order != Array(order.indices) {
        found.append(
          (
            "\(plural(axes[axis])) permuted",
            "has its \(plural(axes[axis])) in another order: \(order.prefix(8).map(String.init).joined(separator: ", "))",
            grid.assembled(axis) { right[order[$0]] }
          ))
      }
      for index in Set(order).sorted() where grid.shape.count > 1 || right.count > 2 {
        found.append(
          (
            "\(axes[axis]) \(index) for all",
            "is that of \(axes[axis]) \(index) for every \(axes[axis])",
            grid.assembled(axis) { _ in right[index] }
          ))
      }
      return found
    }
  }

  /// Sums over axes that should not be summed over.
  private func reductions(
    _ block: BlockEvidence, _ grid: Grid, _ axes: [String]
  ) -> [(String, String, [Double])] {
    let total = block.numeric.reduce(0, +)
    var found = [
      (
        "no axis", "is the sum over everything, at every place",
        block.numeric.map { _ in total }
      )
    ]
    for axis in grid.shape.indices where grid.shape[axis] > 1 && grid.shape.count > 1 {
      let sum =
        (0..<grid.shape[axis]).map { grid.slice(block.numeric, axis, $0) }
        .reduce(nil as [Double]?) { sum, slice in sum.map { zip($0, slice).map(+) } ?? slice } ?? []
      let mean = sum.map { $0 / Double(grid.shape[axis]) }
      found.append(
        (
          "sum over \(plural(axes[axis]))",
          "is the sum over its \(plural(axes[axis])), in each of them",
          grid.assembled(axis) { _ in sum }
        ))
      found.append(
        (
          "mean over \(plural(axes[axis]))",
          "is the mean over its \(plural(axes[axis])), in each of them",
          grid.assembled(axis) { _ in mean }
        ))
    }
    return found
  }

  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }
}
