/// The gradient is J·g, with the Jacobian as it is, instead of Jᵀ·g.
struct TransposeHypothesis: LinearHypothesis {
  func predictions(for block: BlockEvidence, in evidence: Evidence) throws -> [Prediction] {
    let u = evidence.cotangent
    guard block.isComplete, u.count == block.coordinates.count, u.count > 1 else { return [] }
    let right = block.gradient(u)
    var product = [Double](repeating: 0, count: u.count)
    for (i, column) in block.jacobian.enumerated() {
      for (j, slope) in column.enumerated() { product[j] += slope * u[i] }
    }
    guard !block.jacobian.isEmpty else { return [] }
    return [
      Prediction(
        family: .layout, quantity: "transposed", difference: zip(product, right).map { $0 - $1 },
        finding: "is J·g, with the Jacobian as it is, instead of Jᵀ·g",
        advice: "let each output's gradient go back to what it was made of")
    ]
  }
}
