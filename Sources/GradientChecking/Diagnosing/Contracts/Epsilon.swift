import Foundation

/// The gradient agrees only where a small constant does not matter: n/a − 1 = ε/q for some q, as where
/// 1/(q + ε) stands for 1/q; with the same ε at every point.
struct Epsilon: Contract {
  func diagnosis(of block: BlockEvidence, in evidence: Evidence) -> Diagnosis? {
    guard let first = block.samples.first else { return nil }
    for (number, field) in first.fields.enumerated()
    where [.own, .output, .told, .variable].contains(field.kind) {
      for power in [1.0, 2.0] {
        let constants = block.samples.flatMap { sample -> [Double] in
          guard number < sample.fields.count else { return [.nan] }
          let values = sample.fields[number].values
          return sample.a.indices.filter {
            sample.n[$0].magnitude > 4 * sample.e[$0] && sample.a[$0] != 0
          }.map { (sample.n[$0] / sample.a[$0] - 1) * pow(values[$0].magnitude, power) }
        }
        let mean = constants.reduce(0, +) / Double(constants.count)
        guard constants.count > 3, mean.isFinite, mean != 0, mean.magnitude < 0.5,
          constants.allSatisfy({ ($0 / mean - 1).magnitude < 1e-3 })
        else { continue }
        let q = power == 1 ? field.symbol : "\(field.symbol)²"
        return Diagnosis(
          [block.variable.name], .epsilon, "ε = \(String(format: "%.4g", mean))",
          block.isConfirmed ? .certain : .likely,
          finding: "has \(q) + \(short(mean)) where it should have \(q)",
          advice: "use the same ε in the gradient as in the function")
      }
    }
    return nil
  }
}
