/// The gradient was worked out with fewer digits than the function.
struct FewDigits: Contract {
  func diagnosis(of block: BlockEvidence, in evidence: Evidence) -> Diagnosis? {
    let entries = evidence.gradient[block.position].filter { $0 != 0 && $0.isFinite }
    // Rounding breaks linearity before it is an error.
    let isSuspect =
      block.isWrong.contains(true)
      || evidence.broken.contains(.linearity)
    guard isSuspect, evidence.map.precision == .double, entries.count > 1,
      !block.numeric.contains(where: { $0 == 0 }),
      !block.numeric.allSatisfy({ $0 == (1024 * $0).rounded() / 1024 })
    else { return nil }
    // Halves and quarters have few digits by nature.
    let isPlain = entries.allSatisfy { $0 == (1024 * $0).rounded() / 1024 }
    func isRounded(_ mask: UInt32) -> Bool {
      !isPlain
        && entries.allSatisfy { Double(Float(bitPattern: Float($0).bitPattern & mask)) == $0 }
    }
    // Few digits of anything else would be an accident; a large error is not one of digits.
    let isSmall = zip(block.analytic, block.numeric).allSatisfy {
      ($0 - $1).magnitude <= 0.05 * $1.magnitude
    }
    if block.isWrong.allSatisfy({ $0 }),
      zip(block.analytic, block.numeric).allSatisfy({
        $0 == $1.rounded(.towardZero) || $0 == $1.rounded()
      })
    {
      return Diagnosis(
        [block.variable.name], .precision, "whole numbers", .certain,
        finding: "consists of whole numbers", advice: "store it in an array of real numbers")
    }
    let found: (String, String)? =
      isRounded(0xFFFF_0000)
      ? ("bfloat16", "eight bits") : isRounded(0xFFFF_FFFF) ? ("float", "single precision") : nil
    guard let found, isSmall else { return nil }
    return Diagnosis(
      [block.variable.name], .precision, found.0, .certain,
      finding: "has no more digits than \(found.1) holds",
      advice: "work it out in double precision"
    )
  }
}
