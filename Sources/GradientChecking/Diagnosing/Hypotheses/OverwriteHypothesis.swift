/// Of several windows that read a value only one counts: what should be added is assigned.
struct OverwriteHypothesis: LinearHypothesis {
  func predictions(for block: BlockEvidence, in evidence: Evidence) throws -> [Prediction] {
    let grid = Grid(evidence.outputShape)
    guard !block.jacobian.isEmpty, grid.shape.count == 4, grid.count == evidence.cotangent.count
    else { return [] }
    let area = grid.shape[2] * grid.shape[3]
    let u = evidence.cotangent
    let right = block.gradient(u)
    return [true, false].map { isLast in
      let wrong = block.jacobian.map { column in
        var sums = [Double](repeating: 0, count: area)
        var reads = [Bool](repeating: false, count: area)
        for (j, slope) in column.enumerated() where slope.magnitude > 1e-9 {
          sums[j % area] += slope * u[j]
          reads[j % area] = true
        }
        let window = isLast ? reads.lastIndex(of: true) : reads.firstIndex(of: true)
        return window.map { sums[$0] } ?? 0
      }
      return Prediction(
        family: .place, quantity: "overlaps", difference: zip(wrong, right).map { $0 - $1 },
        finding:
          "has only what the \(isLast ? "last" : "first") of overlapping windows contributes",
        advice: "add the contributions of all windows, instead of assigning each")
    }
  }
}
