import Foundation

/// Wrong gradients that are the right one with an operator applied to it: S·Jᵀu.
enum GradientRows {
  static func candidates(for block: BlockEvidence, in evidence: Evidence) -> [Candidate] {
    guard let sample = block.samples.first else { return [] }
    return factors(block, evidence) + exchanges(block, evidence) + layouts(block, evidence)
      + fields(block) + slopes(block) + terms(sample, evidence)
  }

  /// What may be wrong at some places only: each number by itself.
  static func elementwise(_ block: BlockEvidence, _ evidence: Evidence) -> [Candidate] {
    factors(block, evidence) + fields(block) + slopes(block, isPart: true)
      + [
        Candidate(
          4, .added,
          { c in
            Cause(
              .missingPart, "\(short(c)) added",
              "is \(short(c.magnitude)) too \(c > 0 ? "large" : "small")",
              "look for a number that is left out or added, such as the 1 of a one-hot label")
          }, predict: { $0.a.map { _ in 1 } })
      ]
  }

  // MARK: - One factor

  private static func factors(_ block: BlockEvidence, _ evidence: Evidence) -> [Candidate] {
    let quantities = evidence.quantities(of: block.variable)
    var noise = 1e-6
    if let sample = block.samples.first {
      let size = dot(sample.n, sample.n).squareRoot()
      if size > 0 { noise = max(noise, 4 * dot(sample.e, sample.e).squareRoot() / size) }
    }
    let leeway = min(10 * noise, 0.02)
    return [
      Candidate(0, .exact, { _ in quantities.cause(-1, leeway: 1e-9) }) { $0.n.map { -$0 } },
      Candidate(0, .exact, { _ in quantities.cause(2, leeway: 1e-9) }) { $0.n.map { 2 * $0 } },
      Candidate(0, .exact, { _ in quantities.cause(0.5, leeway: 1e-9) }) { $0.n.map { 0.5 * $0 } },
      Candidate(1, .scaled, { quantities.cause($0, leeway: leeway) }) { $0.n },
    ]
  }

  // MARK: - Another block's

  private static func exchanges(_ block: BlockEvidence, _ evidence: Evidence) -> [Candidate] {
    evidence.blocks.flatMap { other -> [Candidate] in
      guard other.position != block.position, block.isComplete, other.isComplete,
        other.coordinates.count == block.coordinates.count
      else { return [] }
      return [
        Candidate(
          2, .exact,
          { _ in
            var cause = Cause(
              .layout, "blocks exchanged", "is the gradient of \(other.variable.name)",
              "return \(block.variable.name)'s gradient in its own place")
            // Of two that enter alike one mistake may lead to the gradient of the other.
            cause.mayBeChance = !other.isSuspect
            return cause
          }, predict: other.right)
      ]
    }
  }
}
