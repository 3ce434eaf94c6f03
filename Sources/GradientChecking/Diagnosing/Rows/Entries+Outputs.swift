/// What is wrong with the contributions of some outputs, and of no others.
extension Entries {
  /// What these outputs have in common is their indices along an axis, or that they are at the border, if it is known.
  func byOutput(_ tables: [OutputTable], _ sample: Sample) -> Cause? {
    guard let (wrong, right, factor) = outputs(tables) else { return nil }
    for shape in sample.scene.outputShapes {
      let (grid, axes) = (Grid(shape), evidence.outputAxes(of: shape))
      let splits = shape.indices.compactMap { axis -> AxisSplit? in
        func indices(_ outputs: Set<Int>) -> [Int] {
          Set(outputs.map { grid.index($0, along: axis) }).sorted()
        }
        return AxisSplit(name: axes[axis], wrong: indices(wrong), right: indices(right))
      }
      if let split = splits.min(by: { $0.size < $1.size }), shape.count > 1 || split.isRegular {
        return cause(split, factor)
      }
      if shape.count > 1, wrong.allSatisfy(grid.isBorder), !right.contains(where: grid.isBorder) {
        return Cause(
          .place, "border left out",
          "has the contributions of the outputs at the border of the last two axes \(words(factor))",
          "check the bounds of the loop over the outputs")
      }
    }
    let list = few(wrong.sorted())
    return Cause(
      .place, "outputs \(list)",
      "has the contributions of outputs \(list) \(words(factor)), and those of the other "
        + "\(right.count) right",
      "check what is special about these outputs: a condition, or an assignment in the place of a sum"
    )
  }

  /// The outputs all of whose contributions are wrong by one factor, and those all of whose are right; nil where
  /// there are others.
  private func outputs(_ tables: [OutputTable]) -> (Set<Int>, right: Set<Int>, factor: Double)? {
    // Outputs that contribute nothing tell nothing.
    var (live, wrong) = (Set<Int>(), Set<Int>())
    for (number, table) in tables.enumerated() {
      let pairs = pairs(table)
      let here = Set(pairs.filter { table.isWrong($0.0, $0.1) }.map(\.1))
      guard number == 0 || here == wrong,
        pairs.allSatisfy({ here.contains($0.1) == table.isWrong($0.0, $0.1) })
      else { return nil }
      wrong = here
      live.formUnion(pairs.map(\.1))
    }
    let right = live.subtracting(wrong)
    // That something is wrong with some outputs is no cause.
    guard !wrong.isEmpty, !right.isEmpty,
      let factor = factor(tables, { _, _, j in wrong.contains(j) })
    else { return nil }
    return (wrong, right, factor)
  }

  /// The indices along an axis of the outputs whose contributions are wrong, and of those whose are right.
  private struct AxisSplit {
    let name: String
    let wrong: [Int]
    let right: [Int]

    /// Nil where an index has outputs of both kinds.
    init?(name: String, wrong: [Int], right: [Int]) {
      guard Set(wrong).isDisjoint(with: right) else { return nil }
      (self.name, self.wrong, self.right) = (name, wrong, right)
    }

    /// How much there is to say.
    var size: Int { min(wrong.count, right.count) }
    /// Whether all wrong ones lie at one end.
    var isEnd: Bool { wrong.last! < right[0] || right.last! < wrong[0] }
    var isRegular: Bool { size == 1 || isEnd }
  }

  private func cause(_ split: AxisSplit, _ factor: Double) -> Cause {
    let many = plural(split.name)
    let advice =
      factor == 0
      ? "check the bounds of the loop over the outputs, and whether a term of them is left out"
      : "look for a factor in what these outputs alone are made of"
    if split.wrong.count == 1 {
      let one = indexed(split.name, split.wrong[0])
      return Cause(
        .place, "\(one) left out", "has the contribution of \(one) of the outputs \(words(factor))",
        advice)
    }
    if split.right.count == 1 {
      let one = indexed(split.name, split.right[0])
      return Cause(
        .place, "\(one) only",
        factor == 0
          ? "is that of \(one) of the outputs only"
          : "is right in the contribution of \(one) of the outputs, and has those of all others "
            + words(factor),
        "add the contributions of all outputs, instead of assigning each")
    }
    if split.isEnd {
      let isFirst = split.wrong[0] < split.right[0]
      return Cause(
        .place,
        isFirst
          ? "\(many) before \(split.right[0]) left out" : "\(many) from \(split.wrong[0]) left out",
        "has the contributions of the outputs' \(many) "
          + (isFirst ? "before \(split.right[0])" : "from \(split.wrong[0]) on")
          + " \(words(factor))",
        advice)
    }
    if split.wrong.count == 2, split.wrong[0] < split.right[0], split.wrong[1] > split.right.last! {
      return Cause(
        .place, "border left out",
        "has the contributions of the first and last of the outputs' \(many) \(words(factor))",
        advice)
    }
    let isShort = split.wrong.count <= split.right.count
    let list = indexed(split.name, isShort ? split.wrong : split.right)
    return Cause(
      .place, isShort ? "\(list) left out" : "all but \(list) left out",
      "has the contributions of \(isShort ? list : "all but \(list)") of the outputs \(words(factor))",
      "check what is special about \(list) of the outputs")
  }
}
