/// One number is added where it should not be, or left out: everywhere, or at some places.
struct OffsetHypothesis: Hypothesis {
  private static let fewest = 4

  func diagnoses(of block: BlockEvidence, in evidence: Evidence) throws -> [Diagnosis] {
    let wrong = block.coordinates.indices.filter { block.isWrong[$0] && !block.isOnKink[$0] }
    guard wrong.count >= OffsetHypothesis.fewest,
      // Numbers that are all alike differ by one number from whatever is.
      Set(wrong.map { block.analytic[$0] }).count > 1
    else { return [] }
    // What lies in one slice is named by that.
    let grid = Grid(block.variable.shape)
    for axis in grid.shape.indices where grid.shape[axis] > 1 {
      let indices = wrong.map { grid.index(block.coordinates[$0], along: axis) }
      if Set(indices).count == 1 { return [] }
    }
    let offset = wrong.reduce(0) { $0 + block.defect[$1] } / Double(wrong.count)
    guard offset.isFinite,
      wrong.allSatisfy({
        (block.defect[$0] - offset).magnitude <= max(4 * block.error[$0], 1e-5 * offset.magnitude)
      })
    else { return [] }
    let first =
      "\(block.variable.name)\(block.variable.index(ofOffset: block.coordinates[wrong[0]]))"
    let place =
      wrong.count == block.coordinates.count
      ? "everywhere"
      : "at \(wrong.count) of \(block.coordinates.count) places, such as \(first), and right elsewhere"
    return [
      Diagnosis(
        [block.variable.name], .missingPart, "\(short(offset)) added", .likely,
        finding: "is \(short(offset.magnitude)) too \(offset > 0 ? "large" : "small") \(place)",
        advice: "look for a number that is left out or added, such as the 1 of a one-hot label")
    ]
  }
}
