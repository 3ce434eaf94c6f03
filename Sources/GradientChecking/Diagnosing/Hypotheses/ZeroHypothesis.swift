/// The gradient is zero where it is not.
struct ZeroHypothesis: Hypothesis {
  func diagnoses(of block: BlockEvidence, in evidence: Evidence) throws -> [Diagnosis] {
    let name = block.variable.name
    guard block.isWrong.contains(true), block.analytic.allSatisfy({ $0 == 0 }),
      evidence.gradient[block.position].allSatisfy({ $0 == 0 })
    else { return [] }
    let failing = evidence.blocks.filter { $0.isWrong.contains(true) }
    let isAllZero = failing.allSatisfy { evidence.gradient[$0.position].allSatisfy { $0 == 0 } }
    // Several without a gradient: what they have in common is what lies between them and the outputs.
    let last = evidence.map.variables.indices.filter {
      evidence.gradient[$0].contains { $0 != 0 }
    }
    let quantity =
      failing.count > 1 && isAllZero && last.first ?? 0 > failing[failing.count - 1].position
      ? "before \(evidence.map.variables[last[0]].name)" : name
    // Where only a zero has a slope: the others' contain it as a factor.
    let isAtZero = zip(block.values, block.numeric).allSatisfy { $0 == 0 || $1 == 0 }
    if isAtZero, block.values.contains(0), block.values.contains(where: { $0 != 0 }) {
      return [
        Diagnosis(
          [name], .zero, "x = 0", factor: 0, .certain, finding: "is zero where \(name) is 0",
          advice: "do not divide a product by the factor: multiply the others")
      ]
    }
    return [
      Diagnosis(
        failing.count > 1 && isAllZero ? failing.map(\.variable.name) : [name], .zero, quantity,
        factor: 0, .certain, finding: "is zero everywhere, although the outputs depend on it",
        advice: "check that its gradient is returned at all, and not cut off on the way back")
    ]
  }
}
