/// The gradient is right for other values of the variables: a weight transposed or flipped, a factor left
/// out, outputs for inputs.
struct PointHypothesis: LinearHypothesis {
  func diagnoses(of block: BlockEvidence, in evidence: Evidence) throws -> [Diagnosis] {
    changes(of: block, evidence).compactMap {
      block.diagnosis(
        $0.family, $0.quantity, $0.finding, $0.advice, of: evidence.map, at: $0.point, in: evidence)
    }
  }

  private struct Change {
    let family: MistakeFamily
    let quantity: String
    let finding: String
    let advice: String
    let point: Point
  }

  private func changes(of block: BlockEvidence, _ evidence: Evidence) -> [Change] {
    evidence.map.variables.enumerated().flatMap { position, variable -> [Change] in
      guard variable.values.count <= 4096 else { return [] }
      let name = variable.name
      func change(
        _ family: MistakeFamily, _ quantity: String, _ finding: String, _ advice: String,
        _ values: [Double]
      ) -> Change? {
        guard values != variable.values else { return nil }
        var point = evidence.point
        point[position] = values
        return Change(
          family: family, quantity: quantity, finding: "is right for \(finding)", advice: advice,
          point: point)
      }
      let grid = Grid(variable.shape)
      let axes = evidence.axes(of: variable)
      var changes: [Change?] = []
      if position != block.position {
        changes.append(
          change(
            .missingPart, name, "a \(name) of ones", "multiply by \(name)",
            variable.values.map { _ in 1 }))
        changes.append(
          change(
            .missingPart, name, "a \(name) of zeros", "add what \(name) contributes",
            variable.values.map { _ in 0 }))
        // Only what keeps the shape: other orders are other points.
        changes += grid.rearrangements(axes).filter { !$0.source.contains(nil) }.map {
          change(
            .layout, $0.quantity, "\(name) \($0.finding)", $0.advice, $0.apply(variable.values))
        }
      }
      for axis in variable.shape.indices where variable.shape[axis] > 1 && variable.shape.count > 1
      {
        let first = grid.slice(variable.values, axis, 0)
        changes.append(
          change(
            .layout, "\(axes[axis]) 0 for all", "\(axes[axis]) 0 of \(name) in the place of all",
            "check the index along axis \(axis)", grid.assembled(axis) { _ in first }))
      }
      // The first plane, where the last two axes are planes.
      if variable.shape.count > 2 {
        let area = variable.shape.suffix(2).reduce(1, *)
        changes.append(
          change(
            .layout, "plane 0 for all", "plane 0 of \(name) in the place of all",
            "check the offset of the plane",
            variable.values.indices.map { variable.values[$0 % area] }))
      }
      // At outputs of 0 there may be a kink, where differences tell nothing.
      if evidence.base.output.count == variable.values.count, position == block.position,
        !evidence.base.output.contains(0)
      {
        changes.append(
          change(
            .missingPart, "y for x", "the outputs in the place of \(name)",
            "take the slope at the input, not at the output", evidence.base.output))
      }
      return changes.compactMap { $0 }
    }
  }
}

extension BlockEvidence {
  /// The diagnosis that this gradient is that of another map or point: looked at in a few coordinates
  /// first, and in more where they fit.
  func diagnosis(
    _ family: MistakeFamily, _ quantity: String, _ finding: String, _ advice: String,
    of map: any DifferentiableMap, at point: Point, in evidence: Evidence
  ) -> Diagnosis? {
    let order = defect.indices.sorted { defect[$0].magnitude > defect[$1].magnitude }
    // Where the gradient is right must it be right still.
    let all = stride(from: 0, to: defect.count, by: max(1, defect.count / 16))
    let few = Array(Set(order.prefix(4) + order.suffix(2))).sorted()
    let more = Array(Set(order.prefix(24) + Array(all))).sorted()
    var diagnosis: Diagnosis?
    for positions in few.count == more.count ? [few] : [few, more] {
      let part = restricted(to: positions)
      guard
        let there = evidence.derivatives(of: map, at: point, position, part.coordinates),
        // By the same differences here, so that their truncation cancels.
        let here = evidence.derivatives(
          of: evidence.map, at: evidence.point, position, part.coordinates)
      else { return nil }
      diagnosis = part.diagnosis(
        Prediction(
          family: family, quantity: quantity, difference: zip(there, here).map { $0 - $1 },
          finding: finding, advice: advice))
      if diagnosis == nil { return nil }
    }
    return diagnosis
  }
}
