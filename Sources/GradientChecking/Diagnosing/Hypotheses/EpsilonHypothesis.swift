import Foundation

/// The gradient agrees only where a small constant does not matter: n/a − 1 = ε/q for some q, as where
/// 1/(q + ε) stands for 1/q.
struct EpsilonHypothesis: LinearHypothesis {
  func diagnoses(of block: BlockEvidence, in evidence: Evidence) throws -> [Diagnosis] {
    let fields =
      [("x", block.values)]
      + evidence.facts.fields.filter {
        $0.block == block.variable.name && $0.values.count == block.variable.values.count
      }.map { field in (field.name, block.coordinates.map { field.values[$0] }) }
    let told = block.coordinates.indices.filter {
      block.numeric[$0].magnitude > 4 * block.error[$0] && block.analytic[$0] != 0
    }
    guard told.count > 3 else { return [] }
    return fields.compactMap { name, values in
      for power in [1.0, 2.0] {
        let constants = told.map { i in
          (block.numeric[i] / block.analytic[i] - 1) * pow(values[i].magnitude, power)
        }
        let mean = constants.reduce(0, +) / Double(constants.count)
        guard mean.isFinite, mean != 0, mean.magnitude < 0.5,
          constants.allSatisfy({ ($0 / mean - 1).magnitude < 1e-3 })
        else { continue }
        let q = power == 1 ? name : "\(name)²"
        return Diagnosis(
          [block.variable.name], .epsilon, "ε = \(String(format: "%.4g", mean))", .certain,
          finding: "has \(q) + \(short(mean)) where it should have \(q)",
          advice: "use the same ε in the gradient as in the function")
      }
      return nil
    }
  }
}
