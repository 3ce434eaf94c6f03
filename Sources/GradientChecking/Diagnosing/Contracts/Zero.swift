/// The gradient is zero where it is not.
struct Zero: Contract {
  func diagnosis(of block: BlockEvidence, in evidence: Evidence) -> Diagnosis? {
    let name = block.variable.name
    guard block.isWrong.contains(true), block.analytic.allSatisfy({ $0 == 0 }),
      evidence.gradient[block.position].allSatisfy({ $0 == 0 }),
      block.samples.allSatisfy({ $0.a.allSatisfy { $0 == 0 } })
    else { return nil }
    let failing = evidence.blocks.filter { $0.isWrong.contains(true) }
    let zeros = failing.filter { evidence.gradient[$0.position].allSatisfy { $0 == 0 } }
      .map(\.variable.name)
    // Where only a zero has a slope: the others' contain it as a factor.
    let isAtZero = zip(block.values, block.numeric).allSatisfy { $0 == 0 || $1 == 0 }
    let wrong = block.coordinates.filter { block.variable.values[$0] == 0 }
    let entry =
      wrong.count == 1 ? "\(name)\(block.variable.index(ofOffset: wrong[0]))" : nil
    if isAtZero, block.values.contains(0), block.values.contains(where: { $0 != 0 }) {
      return Diagnosis(
        [name], .zero, entry.map { "\($0) · x = 0" } ?? "x = 0", factor: 0, .certain,
        finding: "is zero where \(name) is 0",
        advice: "do not divide a product by the factor: multiply the others")
    }
    return Diagnosis(
      zeros, .zero, zeros.joined(separator: ", "), factor: 0, .certain,
      finding: "is zero everywhere, although the outputs depend on it",
      advice: "check that it is returned at all, and not cut off on the way back")
  }
}
