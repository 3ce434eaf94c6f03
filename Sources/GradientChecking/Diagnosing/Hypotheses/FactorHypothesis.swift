/// A factor that differs from place to place is missing, or one too many: the output, 1 − y, another
/// variable, 1/p, the number of windows.
struct FactorHypothesis: LinearHypothesis {
  func predictions(for block: BlockEvidence, in evidence: Evidence) throws -> [Prediction] {
    fields(of: block, evidence).flatMap { field in
      expressions(of: field).flatMap { name, values in
        [
          Prediction(
            family: .missingPart, quantity: name,
            difference: zip(block.numeric, values).map {
              $0 == 0 ? 0 : $1 == 0 ? .nan : $0 / $1 - $0
            },
            finding: "lacks the factor \(name)", advice: "multiply by \(name)"),
          Prediction(
            family: .missingPart, quantity: "\(name) too many",
            difference: zip(block.numeric, values).map { $0 * $1 - $0 },
            finding: "has a factor \(name) too many", advice: "do not multiply by \(name)"),
        ]
      }
    }
  }

  /// Numbers for every known coordinate.
  private func fields(
    of block: BlockEvidence, _ evidence: Evidence
  ) -> [(name: String, values: [Double])] {
    let count = block.variable.values.count
    var fields: [(name: String, values: [Double])] = []
    func add(_ name: String, _ values: [Double]) {
      fields.append((name, block.coordinates.map { values[$0] }))
    }
    for field in evidence.facts.fields
    where field.block == block.variable.name && field.values.count == count {
      add(field.name, field.values)
    }
    fields.append(("x", block.values))
    if evidence.base.output.count == count, count > 1 {
      add("y", evidence.base.output)
      add("g", evidence.cotangent)
    }
    let grid = Grid(block.variable.shape)
    for (position, variable) in evidence.map.variables.enumerated()
    where position != block.position {
      if variable.values.count == count, count > 1 {
        add(variable.name, variable.values)
      } else if variable.values.count > 1,
        let axis = grid.shape.firstIndex(of: variable.values.count)
      {
        add(
          variable.name,
          (0..<count).map { variable.values[grid.index($0, along: axis)] })
      }
    }
    return fields
  }

  private func expressions(
    of field: (name: String, values: [Double])
  ) -> [(String, [Double])] {
    let (q, v) = (field.name, field.values)
    return [
      (q, v), ("|\(q)|", v.map(\.magnitude)), ("\(q)²", v.map { $0 * $0 }),
      ("1/\(q)", v.map { 1 / $0 }), ("1 − \(q)", v.map { 1 - $0 }),
      ("1 + \(q)", v.map { 1 + $0 }), ("\(q)(1 − \(q))", v.map { $0 * (1 - $0) }),
      ("1 − \(q)²", v.map { 1 - $0 * $0 }),
    ]
  }
}
