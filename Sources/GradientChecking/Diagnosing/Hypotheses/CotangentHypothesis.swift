/// The gradient is right for another cotangent: for that of one sample only, of all but the last row of
/// windows, with channels exchanged, for ones.
struct CotangentHypothesis: LinearHypothesis {
  func predictions(for block: BlockEvidence, in evidence: Evidence) throws -> [Prediction] {
    let cotangent = evidence.cotangent
    guard !block.jacobian.isEmpty, cotangent.count > 1 else { return [] }
    let right = block.gradient(cotangent)
    return changes(evidence, for: block).compactMap { change in
      guard change.cotangent != cotangent else { return nil }
      return Prediction(
        family: change.family, quantity: change.quantity,
        difference: zip(block.gradient(change.cotangent), right).map { $0 - $1 },
        finding: "is that of \(change.finding)", advice: change.advice)
    }
  }

  private struct Change {
    let family: MistakeFamily
    let quantity: String
    let finding: String
    let advice: String
    let cotangent: [Double]
  }

  private func changes(_ evidence: Evidence, for block: BlockEvidence) -> [Change] {
    let grid = Grid(evidence.outputShape)
    guard grid.count == evidence.cotangent.count else { return [] }
    return restrictions(evidence, grid, Set(evidence.facts.axes[block.variable.name] ?? []))
      + rearrangements(evidence, grid) + averages(evidence, grid)
      + fields(evidence)
  }

  /// Only a part of the outputs counts.
  ///
  /// - Parameter own: what the block's own axes count; along these it is the block that has a place.
  private func restrictions(_ evidence: Evidence, _ grid: Grid, _ own: Set<String>) -> [Change] {
    let u = evidence.cotangent
    func change(_ quantity: String, _ finding: String, _ isKept: (Int) -> Bool) -> Change {
      Change(
        family: .place, quantity: quantity, finding: finding,
        advice:
          "check the bounds of the loop over the outputs, and that it adds and does not assign",
        cotangent: u.indices.map { isKept($0) ? u[$0] : 0 })
    }
    var changes: [Change] = []
    for (axis, name) in evidence.outputAxes.enumerated()
    where grid.shape[axis] > 1 && !own.contains(name) {
      let extent = grid.shape[axis]
      let indices = extent <= 12 ? Array(0..<extent) : [0, 1, extent - 2, extent - 1]
      for index in indices {
        changes.append(
          change("\(name) \(index) only", "\(name) \(index) of the outputs only") {
            grid.index($0, along: axis) == index
          })
        changes.append(
          change("\(name) \(index) left out", "all outputs but \(name) \(index)") {
            grid.index($0, along: axis) != index
          })
      }
    }
    for (axis, name) in evidence.outputAxes.enumerated()
    where evidence.facts.outputAxes.contains(name) && grid.shape[axis] > 3 && grid.shape[axis] <= 16
      && !own.contains(name)
    {
      for bound in 2..<grid.shape[axis] - 1 {
        changes.append(
          change(
            "\(plural(name)) from \(bound) left out", "the first \(bound) \(plural(name)) only"
          ) {
            grid.index($0, along: axis) < bound
          })
        changes.append(
          change(
            "\(plural(name)) before \(bound) left out", "\(plural(name)) from \(bound) on only"
          ) {
            grid.index($0, along: axis) >= bound
          })
      }
    }
    if grid.shape.count > 2 {
      changes.append(
        change("window 0 only", "the first window of each plane only") { offset in
          grid.shape.indices.suffix(2).allSatisfy { grid.index(offset, along: $0) == 0 }
            && grid.index(offset, along: 0) == 0
        })
      changes.append(
        change("window 0 only", "the first window of each plane only") { offset in
          grid.shape.indices.suffix(2).allSatisfy { grid.index(offset, along: $0) == 0 }
        })
      changes.append(
        change("border left out", "all outputs but those at the border") { !grid.isBorder($0) })
      for axis in grid.shape.indices.suffix(2) {
        let last = grid.shape[axis] - 1
        changes.append(
          change("border left out", "all outputs but the first and last along axis \(axis)") {
            !([0, last].contains(grid.index($0, along: axis)))
          })
      }
    }
    return changes
  }

  private func rearrangements(_ evidence: Evidence, _ grid: Grid) -> [Change] {
    grid.rearrangements(evidence.outputAxes).map {
      Change(
        family: .layout, quantity: $0.quantity, finding: "the cotangent \($0.finding)",
        advice: $0.advice, cotangent: $0.apply(evidence.cotangent))
    }
  }

  private func averages(_ evidence: Evidence, _ grid: Grid) -> [Change] {
    let u = evidence.cotangent
    func change(_ quantity: String, _ finding: String, _ cotangent: [Double]) -> Change {
      Change(
        family: .upstream, quantity: quantity, finding: finding,
        advice: "multiply by the gradient from above, entry by entry", cotangent: cotangent)
    }
    let mean = u.reduce(0, +) / Double(u.count)
    var changes = [
      change("ignored", "a cotangent of ones", u.map { _ in 1 }),
      change("mean over everything", "the mean of the cotangent", u.map { _ in mean }),
    ]
    for (axis, name) in evidence.outputAxes.enumerated() where grid.shape[axis] > 1 {
      let slices = (0..<grid.shape[axis]).map { grid.slice(u, axis, $0) }
      guard let first = slices.first, grid.shape.count > 1 else { continue }
      let sum = slices.dropFirst().reduce(first) { zip($0, $1).map(+) }
      changes.append(
        change(
          "\(name) 0 for all", "the cotangent of \(name) 0 in the place of all",
          grid.assembled(axis) { _ in first }))
      changes.append(
        change(
          "mean over \(plural(name))", "the cotangent's mean over \(plural(name))",
          grid.assembled(axis) { _ in sum.map { $0 / Double(slices.count) } }))
      changes.append(
        change(
          "sum over \(plural(name))", "the cotangent's sum over \(plural(name))",
          grid.assembled(axis) { _ in sum }))
    }
    return changes
  }

  /// Outputs multiplied or divided by a number of their own.
  private func fields(_ evidence: Evidence) -> [Change] {
    let u = evidence.cotangent
    let own = evidence.facts.fields.filter { $0.block == nil && $0.values.count == u.count }
    func change(_ quantity: String, _ finding: String, _ values: [Double]) -> Change {
      Change(
        family: .scale, quantity: quantity, finding: finding,
        advice: "check where \(quantity) comes in", cotangent: zip(u, values).map { $0 * $1 })
    }
    return own.flatMap { field in
      [
        change(field.name, "outputs multiplied by \(field.name)", field.values),
        change(field.name, "outputs divided by \(field.name)", field.values.map { 1 / $0 }),
      ]
    }
      + own.flatMap { p in
        own.filter { $0.name != p.name }.map { q in
          change(
            "\(q.name) for \(p.name)", "outputs multiplied by \(p.name) and divided by \(q.name)",
            zip(p.values, q.values).map { $0 / $1 })
        }
      }
  }
}
