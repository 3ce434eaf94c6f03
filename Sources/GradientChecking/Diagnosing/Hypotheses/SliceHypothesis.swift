/// The gradient is wrong in one whole slice along an axis, and nowhere else: one channel, row or step.
struct SliceHypothesis: Hypothesis {
  func diagnoses(of block: BlockEvidence, in evidence: Evidence) throws -> [Diagnosis] {
    let wrong = block.coordinates.indices.filter { block.isWrong[$0] }
    let grid = Grid(block.variable.shape)
    guard wrong.count > 1, grid.shape.count > 1 else { return [] }
    let axes = evidence.axes(of: block.variable)
    for axis in grid.shape.indices where grid.shape[axis] > 1 {
      let index = grid.index(block.coordinates[wrong[0]], along: axis)
      let slice = block.coordinates.indices.filter {
        grid.index(block.coordinates[$0], along: axis) == index
      }
      // What is not wrong in it has no slope at all.
      guard slice.count < block.coordinates.count, Set(wrong).isSubset(of: slice),
        slice.allSatisfy({
          block.isWrong[$0] || block.numeric[$0].magnitude <= 4 * block.error[$0]
        })
      else { continue }
      let inside = try ScaleHypothesis().diagnoses(of: block.restricted(to: wrong), in: evidence)
      let isZero = wrong.allSatisfy { block.analytic[$0] == 0 }
      let what =
        isZero ? ", where it is zero" : inside.first.map { ", where it \($0.finding)" } ?? ""
      return [
        Diagnosis(
          [block.variable.name], .place, "\(block.variable.name), \(index) along axis \(axis)",
          factor: isZero ? 0 : inside.first?.factor, .certain,
          finding: "is wrong only in \(axes[axis]) \(index)\(what)",
          advice: "check the bounds of the loop over \(plural(axes[axis]))")
      ]
    }
    return []
  }
}
