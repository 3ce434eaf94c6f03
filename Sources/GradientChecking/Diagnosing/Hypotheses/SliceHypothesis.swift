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
      let there = try block.mistake(at: wrong, in: evidence)
      return [
        Diagnosis(
          [block.variable.name], .place, "\(block.variable.name), \(index) along axis \(axis)",
          factor: there.factor, .certain,
          finding: "is wrong only in \(axes[axis]) \(index)\(there.words)",
          advice: "check the bounds of the loop over \(plural(axes[axis]))")
      ]
    }
    return []
  }
}

extension BlockEvidence {
  /// What is wrong at some of the known coordinates, given by their positions, where it is one factor: the
  /// factor, and words to add to the place.
  func mistake(
    at positions: [Int], in evidence: Evidence
  ) throws -> (factor: Double?, isZero: Bool, words: String) {
    if positions.allSatisfy({ analytic[$0] == 0 }) { return (0, true, ", where it is zero") }
    let scale = try ScaleHypothesis().diagnoses(of: restricted(to: positions), in: evidence).first
    return (scale?.factor, false, scale.map { ", where it \($0.finding)" } ?? "")
  }
}
