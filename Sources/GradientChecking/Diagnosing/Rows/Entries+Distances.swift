/// What is wrong goes by how far an output is from a value, along an axis that both have.
extension Entries {
  /// The contributions are right at some distances, as at 0, and wrong, left out or there too many at all others.
  func byDistance(_ tables: [OutputTable], _ sample: Sample) -> Cause? {
    distances(tables, sample) { distances, name, distance in
      let factor = factor(tables) { _, i, j in distances.wrong.contains(distance(i, j)) }
      return cause(distances, factor, name)
    }
  }

  /// Nothing goes to the outputs of others, whatever else is wrong.
  func byOwn(_ tables: [OutputTable], _ sample: Sample) -> Cause? {
    distances(tables, sample) { distances, name, _ in
      guard distances.kept == [0], distances.leaks.isEmpty, distances.wrong.count > 1 else {
        return nil
      }
      return Cause(
        .missingPart, "diagonal only",
        "has nothing of what each \(name) does to the outputs of others",
        "add what each does to the others")
    }
  }

  /// The first cause that is found along a pair of axes, of the variable and of the outputs.
  private func distances(
    _ tables: [OutputTable], _ sample: Sample,
    _ cause: (Distances, String, _ distance: (Int, Int) -> Int) -> Cause?
  ) -> Cause? {
    let tables = tables.map { ($0, pairs: pairs($0)) }
    let grid = Grid(block.variable.shape)
    for shape in sample.scene.outputShapes {
      let outputs = Grid(shape)
      let axes = evidence.outputAxes(of: shape)
      for own in grid.shape.indices where grid.shape[own] > 1 {
        for axis in shape.indices where shape[axis] == grid.shape[own] {
          func distance(_ i: Int, _ j: Int) -> Int {
            outputs.index(j, along: axis) - grid.index(block.coordinates[i], along: own)
          }
          let distances = Distances(tables, extent: shape[axis], distance)
          if let cause = cause(distances, axes[axis], distance) { return cause }
        }
      }
    }
    return nil
  }

  /// Distances at which some contributions are right, are wrong, are there, and are there too many.
  private struct Distances {
    var (right, wrong, kept, leaks) = (Set<Int>(), Set<Int>(), Set<Int>(), Set<Int>())

    /// How long the axis is.
    let extent: Int

    init(
      _ tables: [(OutputTable, pairs: [(Int, Int)])], extent: Int, _ distance: (Int, Int) -> Int
    ) {
      self.extent = extent
      for (table, pairs) in tables {
        for (i, j) in pairs {
          let distance = distance(i, j)
          if table.isWrong(i, j) { wrong.insert(distance) } else { right.insert(distance) }
          if !table.isLost(i, j) { kept.insert(distance) }
          if table.isLeak(i, j) { leaks.insert(distance) }
        }
      }
    }
  }

  private func cause(_ distances: Distances, _ factor: Double?, _ name: String) -> Cause? {
    let (right, wrong) = (distances.right, distances.wrong)
    guard right.isDisjoint(with: wrong), !right.isEmpty, !wrong.isEmpty else { return nil }
    let lost = wrong.subtracting(distances.kept)
    if !lost.isEmpty, lost.union(distances.leaks) == wrong, Set(lost.map { -$0 }) == distances.leaks
    {
      return Cause(
        .layout, "flipped",
        "has contributions of outputs \(few(distances.leaks.sorted())) further along, in the place of "
          + "those \(few(lost.sorted()))",
        "a window or a shift goes the other way on the way back: turn it round")
    }
    // About the middle of a window what is exchanged is wrong on both sides, and right there.
    if let middle = right.first, right.count == 1, wrong.count > 1, distances.leaks.isEmpty,
      lost.isEmpty, Set(wrong.map { 2 * middle - $0 }) == wrong,
      2 * (wrong.max()! - middle) < distances.extent
    {
      var cause = Cause(
        .layout, "flipped",
        "is right in what each \(name) does to the middle of a window, outputs \(middle) further along, and "
          + "has what it does to those on both sides wrong, outputs \(few(wrong.sorted()))",
        "a kernel or window is turned round on the way back, or not turned where it should")
      cause.mayBeChance = true
      return cause
    }
    if wrong == [0] {
      return Cause(
        factor == nil ? .place : .missingPart, "off-diagonal only",
        "has what each \(name) does to its own output \(words(factor)), and is right in what it does to "
          + "the others", "check the contribution of its own output")
    }
    if right == [0] {
      return Cause(
        .missingPart, "diagonal only",
        "is right in what each \(name) does to its own output, and has what it does to the others "
          + words(factor), "add what each does to the others")
    }
    // That something is wrong with the others is no cause, unless they are those further on.
    let isFurther = right.count > 1 && right.max()! < wrong.min()!
    guard factor != nil || isFurther else { return nil }
    let list = few(right.sorted())
    return Cause(
      .missingPart, "truncated",
      "is right in what each \(name) does to outputs \(list) further along, and has what it does to "
        + (isFurther ? "those further on " : "the others ") + words(factor),
      "carry the gradient through all steps, with all that each hands on to the next")
  }
}
