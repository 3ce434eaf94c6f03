import Foundation
import GSL

/// What narrows the search where a mistake has no name: facts about a wrong gradient beside the right one.
struct Clues {
  let block: BlockEvidence
  let evidence: Evidence

  private static let most = 4

  /// The facts, the most telling first; each completes "the gradient of weight …".
  func sentences() throws -> [String] {
    guard block.isWrong.contains(true) else { return [] }
    var sentences: [String] = []
    for look in [
      zeros, Remainder(block: block, evidence: evidence).sentences, contributions, integrability,
    ]
    where sentences.count < Clues.most {
      sentences += try Problem.ifDefined(look) ?? []
    }
    return Array(sentences.prefix(Clues.most))
  }

  /// Zeros where there should be none, and nothing else that is wrong.
  private func zeros() -> [String] {
    let first = block.samples[0]
    let wrong = first.isWrong.indices.filter { first.isWrong[$0] }
    guard wrong.count > 1, wrong.count < first.a.count,
      block.samples.allSatisfy({ sample in
        sample.a.indices.allSatisfy { !sample.isWrong[$0] || sample.a[$0] == 0 }
      })
    else { return [] }
    let entry = block.variable.index(ofOffset: first.coordinates[wrong[0]])
    return [
      "is zero at \(wrong.count) of \(first.a.count) places where it should not be, such as "
        + "\(block.variable.name)\(entry), and right elsewhere: a mask, a threshold or an index cuts "
        + "off too much"
    ]
  }

  // MARK: - Of what outputs

  private func size(_ values: [Double]) -> Double { dot(values, values).squareRoot() }

  /// What each output's contribution at the first point is wrong by, beside the right one.
  private func errors() throws -> (rows: [[Double]], right: [[Double]])? {
    guard let scene = block.scenes.first, (2...256).contains(scene.output.count),
      !evidence.broken.contains(.linearity),
      let table = try OutputTable(of: block, at: scene, in: evidence)
    else { return nil }
    let right = scene.output.indices.map { output in table.right.map { $0[output] } }
    let rows = right.enumerated().map { output, right in
      zip(table.given, right).map { $0[output] - $1 }
    }
    return (rows, right)
  }

  /// The outputs whose contributions are right.
  private func contributions() throws -> [String] {
    guard let (rows, right) = try errors() else { return [] }
    let scale = right.map(size).max() ?? 0
    let isRight = zip(rows, right).map { size($0) <= 1e-6 * max(size($1), 1e-3 * scale) }
    let count = isRight.count { $0 }
    guard count > 0, count < rows.count else { return [] }
    let fewer = 2 * count <= rows.count
    let outputs = isRight.indices.filter { isRight[$0] == fewer }
    let listed = outputs.prefix(6).map(String.init).joined(separator: ", ")
    return [
      "is \(fewer ? "right" : "wrong") in what it gets from outputs \(listed)"
        + (outputs.count > 6 ? ", … (\(outputs.count) of \(rows.count))" : "")
        + ", and \(fewer ? "wrong" : "right") in the rest"
    ]
  }

  /// Whether it is the gradient of any function at all.
  private func integrability() throws -> [String] {
    guard evidence.broken.isEmpty, evidence.budget.allows(4),
      let symmetry = try HessianSymmetry(
        of: evidence.map, block.position, at: evidence.point, evidence.cotangent,
        gradient: evidence.gradient[block.position], key: evidence.key)
    else { return [] }
    return [
      symmetry.isKept
        ? "is the gradient of another function: look for a term, a number or a threshold that differs "
          + "between the two"
        : "is no function's gradient: look for a slip on the way back, not for another function"
    ]
  }
}
