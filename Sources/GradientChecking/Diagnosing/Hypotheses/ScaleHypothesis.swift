import Foundation

/// The whole block is multiplied by one number: −1, 2, N, 1/N, H·W, 1/(1 − p), …
struct ScaleHypothesis: LinearHypothesis {
  /// How far from a number a factor may be that is said to be that number.
  private static let largestLeeway = 0.02

  func diagnoses(of block: BlockEvidence, in evidence: Evidence) throws -> [Diagnosis] {
    // On a kink a right gradient need not be the numeric one.
    let block = block.restricted(
      to: block.coordinates.indices.filter { block.isWrong[$0] || !block.isOnKink[$0] })
    let (a, n) = (block.analytic, block.numeric)
    let (nn, an) = (dot(n, n), dot(a, n))
    guard nn > 0, an.isFinite, an != 0 else { return [] }
    let factor = an / nn
    let noise = dot(block.error, block.error).squareRoot()
    let (rest, size) = (
      zip(a, n).reduce(0) { $0 + ($1.0 - factor * $1.1) * ($1.0 - factor * $1.1) }.squareRoot(),
      dot(block.defect, block.defect).squareRoot()
    )
    let told = zip(n, block.error).count { $0.magnitude > 4 * $1 }
    let uncertainty = (4 * noise + 1e-9 * nn.squareRoot()) / nn.squareRoot()
    guard size > 4 * noise, rest <= max(2e-3 * size, 4 * noise) else { return [] }
    let name = name(
      factor, to: max(1e-6, uncertainty), among: evidence.quantities(of: block.variable),
      told: evidence.facts.quantities)
    return [
      Diagnosis(
        [block.variable.name], .scale, name.text, factor: factor, unexplained: rest / size,
        // One number is a multiple of any other.
        told >= 3 ? .certain : told == 2 ? .likely : .possible, finding: name.finding,
        advice: name.advice)
    ]
  }

  private struct Name {
    let text: String
    let finding: String
    let advice: String
  }

  private func name(
    _ factor: Double, to tolerance: Double, among quantities: [MapFacts.Quantity],
    told: [MapFacts.Quantity]
  ) -> Name {
    // What noise leaves open is not taken for a rounder number.
    let leeway = min(10 * tolerance, ScaleHypothesis.largestLeeway)
    func isNear(_ value: Double) -> Bool {
      (factor - value).magnitude <= leeway * value.magnitude
    }
    let also = told.filter { isNear($0.value) || isNear(1 / $0.value) }
      .map { "\($0.symbol) = \(short($0.value))" }
    let hint = also.isEmpty ? "" : " (\(also.joined(separator: ", ")) here)"
    if isNear(-1) {
      return Name(
        text: "-1", finding: "has the wrong sign", advice: "negate it")
    }
    if isNear(2) {
      return Name(
        text: "2", finding: "is exactly twice as large as it should be\(hint)",
        advice: "look for a term that is counted twice, or a 2 from a square that was ½ before")
    }
    if isNear(0.5) {
      return Name(
        text: "0.5", finding: "is exactly half of what it should be\(hint)",
        advice: "look for the 2 from a square, or a mean over two")
    }
    for q in quantities where q.value != 1 {
      let text = "\(q.symbol) = \(String(format: "%.4g", q.value))"
      for (sign, word) in [(1.0, ""), (-1.0, ", with the wrong sign")] {
        // A number below 1 makes smaller what it multiplies.
        let size =
          q.value > 1
          ? "\(short(q.value)) times too large" : "\(short(q.value)) of what it should be"
        let inverse =
          q.value > 1
          ? "\(short(q.value)) times too small" : "what it should be, over \(short(q.value))"
        if isNear(sign * q.value) {
          return Name(
            text: text,
            finding: "is exactly \(size), and \(q.symbol), \(q.meaning), "
              + "is \(short(q.value))\(word)",
            advice: "divide by \(q.symbol), or do not multiply by it")
        }
        if isNear(sign / q.value) {
          return Name(
            text: text,
            finding: "is exactly \(inverse), and \(q.symbol), \(q.meaning), "
              + "is \(short(q.value))\(word)",
            advice: "do not divide by \(q.symbol), or multiply by it")
        }
      }
    }
    for p in quantities {
      for q in quantities where p.value != q.value && isNear(p.value / q.value) {
        return Name(
          text: "\(q.symbol) for \(p.symbol)",
          finding:
            "is \(short(factor)) times what it should be: \(p.symbol) = \(short(p.value)) over "
            + "\(q.symbol) = \(short(q.value))",
          advice: "exchange \(p.symbol), \(p.meaning), and \(q.symbol), \(q.meaning)")
      }
    }
    // Of a factor near 1 the digits behind the first that differs tell.
    let digits = (factor - 1).magnitude < 1e-2 ? 9 : 3
    let size = String(format: "%.\(digits)g", factor)
    return Name(
      text: String(format: "%.4g", factor), finding: "is \(size) times what it should be",
      advice: "look for a constant factor of \(size)")
  }
}
