/// Of several outputs that read a value only one counts: what should be added is assigned.
struct OverwriteHypothesis: LinearHypothesis {
  func predictions(for block: BlockEvidence, in evidence: Evidence) throws -> [Prediction] {
    let u = evidence.cotangent
    guard !block.jacobian.isEmpty, u.count > 1 else { return [] }
    let right = block.gradient(u)
    // Where outputs are planes of windows, a window of all samples and channels is one reader.
    let shape = evidence.outputShape
    let readers = shape.count == 4 ? [shape[2] * shape[3], u.count] : [u.count]
    return Set(readers).sorted().flatMap { readers in
      [true, false].map { isLast in
        let wrong = block.jacobian.map { contribution(of: $0, u, readers, isLast: isLast) }
        return Prediction(
          family: .place, quantity: place(block, evidence),
          difference: zip(wrong, right).map { $0 - $1 },
          finding:
            "has only what the \(isLast ? "last" : "first") of several readers contributes",
          advice: "add the contributions of all, instead of assigning each")
      }
    }
  }

  /// What the first or last of the readers of a value contributes to its gradient.
  private func contribution(
    of column: [Double], _ u: [Double], _ readers: Int, isLast: Bool
  ) -> Double {
    var sums = [Double](repeating: 0, count: readers)
    var reads = [Bool](repeating: false, count: readers)
    for (j, slope) in column.enumerated() where slope.magnitude > 1e-9 {
      sums[j % readers] += slope * u[j]
      reads[j % readers] = true
    }
    let reader = isLast ? reads.lastIndex(of: true) : reads.firstIndex(of: true)
    return reader.map { sums[$0] } ?? 0
  }

  /// What the function calls the places that several outputs read.
  private func place(_ block: BlockEvidence, _ evidence: Evidence) -> String {
    let wrong = block.coordinates.indices.filter { block.isWrong[$0] }
    return evidence.facts.places.first { place in
      place.block == block.variable.name
        && wrong.allSatisfy { place.coordinates.contains(block.coordinates[$0]) }
    }?.name ?? "overlaps"
  }
}
