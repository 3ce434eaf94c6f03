import Foundation
import GSL

/// What narrows the search where a mistake has no name: facts about a wrong gradient beside the right one.
struct Clues {
  let block: BlockEvidence
  let evidence: Evidence

  /// The facts, the most telling first; each completes "the gradient of weight …".
  func sentences() throws -> [String] {
    guard block.isWrong.contains(true) else { return [] }
    return try [zeros, remainder, contributions, integrability].flatMap {
      try Problem.ifDefined($0) ?? []
    }
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

  /// On which variables depends what it is off by: that tells which term of the function was left out or changed,
  /// whatever it was.
  private func remainder() throws -> [String] {
    let direction = evidence.key.derived(47).uniforms(block.variable.values.count).map {
      0.25 + $0
    }
    guard evidence.broken.isEmpty,
      let dependence = try Dependence(
        in: evidence,
        { point in
          guard evidence.budget.allows(3),
            let slopes = try evidence.derivative(
              of: evidence.map, at: point, block.position, along: direction)
          else { return nil }
          let given = dot(
            try evidence.gradient(of: block.position, evidence.cotangent, at: point), direction)
          let right = dot(slopes, evidence.cotangent)
          return [given, right, given - right]
        })
    else { return [] }
    let all = dependence.changes.map {
      (name: $0.name, given: $0.numbers[0], right: $0.numbers[1], error: $0.numbers[2])
    }
    func names(_ isMeant: ((name: String, given: Bool, right: Bool, error: Bool)) -> Bool) -> String
    {
      listed(all.filter(isMeant).map(\.name))
    }
    let (outside, inside) = (names { !$0.error && $0.right }, names { $0.error })
    if !outside.isEmpty {
      return [
        "is off by something that does not change with \(outside), "
          + (inside.isEmpty
            ? "and with nothing else: a constant is left out or added, such as a label or a target"
            : "and does with \(inside): a term of \(inside) alone is left out, or has another factor or "
              + "sign")
      ]
    }
    let (lost, foreign) = (names { $0.error && !$0.given }, names { $0.error && !$0.right })
    if !lost.isEmpty {
      return [
        "does not change with \(lost), and the right one does: a use of \(lost) is left out, or a value "
          + "kept from elsewhere"
      ]
    }
    return foreign.isEmpty
      ? []
      : [
        "changes with \(foreign), and the right one does not: a use of \(foreign) does not belong there"
      ]
  }

  /// The outputs whose contributions at the first point are wrong, or those whose are right.
  private func contributions() throws -> [String] {
    guard let scene = block.scenes.first, (2...256).contains(scene.output.count),
      !evidence.broken.contains(.linearity),
      let table = try OutputTable(of: block, at: scene, in: evidence)
    else { return [] }
    let isWrong = scene.output.indices.map { j in
      table.right.indices.contains { table.isWrong($0, j) }
    }
    let count = isWrong.count { $0 }
    guard count > 0, count < isWrong.count else { return [] }
    let isFew = 2 * count < isWrong.count
    let outputs = isWrong.indices.filter { isWrong[$0] == isFew }
    return [
      "is \(isFew ? "wrong" : "right") in what it gets from outputs \(few(outputs))"
        + (outputs.count > 6 ? " (\(outputs.count) of \(isWrong.count))" : "")
        + ", and \(isFew ? "right" : "wrong") in the rest"
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
