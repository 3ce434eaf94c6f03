import Foundation

/// How a gradient grows with the size of each variable, beside how the right one does: where both are powers,
/// and others, something of that size is missing or too much.
struct Powers {
  private let block: BlockEvidence
  /// The variables with which the given gradient grows in another way than the right one.
  private let growths: [Growth]

  /// By how much a variable is made larger.
  private static let growth = 1.02

  /// The power by which the given and the right gradient grow; nil for what is no power.
  private struct Growth {
    let variable: String
    let given: Double?
    let right: Double?
  }

  /// - Throws: what the map throws.
  init(of block: BlockEvidence, in evidence: Evidence) throws {
    self.block = block
    let first = block.samples[0]
    let order = first.defect.indices.filter { first.isWrong[$0] && first.isTelling[$0] }
      .sorted { first.defect[$0].magnitude > first.defect[$1].magnitude }
    let places = Array(order.prefix(3))
    growths = try evidence.map.variables.indices.compactMap { position in
      let values = evidence.point[position]
      guard !places.isEmpty, values.contains(where: { $0 != 0 }),
        evidence.budget.allows(1 + 2 * places.count)
      else {
        return nil
      }
      var point = evidence.point
      point[position] = values.map { Powers.growth * $0 }
      let moved = try evidence.gradient(of: block.position, evidence.cotangent, at: point)
      var (given, right) = ([Double](), [Double]())
      for i in places {
        var direction = [Double](repeating: 0, count: block.variable.values.count)
        direction[block.coordinates[i]] = 1
        guard
          let slopes = try evidence.derivative(
            of: evidence.map, at: point, block.position, along: direction)
        else { return nil }
        given.append(moved[block.coordinates[i]] / first.a[i])
        right.append(dot(slopes, evidence.cotangent) / first.n[i])
      }
      let growth = Growth(
        variable: evidence.map.variables[position].name, given: Powers.power(given, 1e-6),
        right: Powers.power(right, 1e-5))
      return growth.given == growth.right ? nil : growth
    }
  }

  var diagnosis: Diagnosis? {
    let found = growths.compactMap { growth -> (String, Double, Double)? in
      guard let given = growth.given, let right = growth.right, given != right else { return nil }
      return (growth.variable, given, right)
    }
    guard let (name, given, right) = found.first, found.count < 3 else { return nil }
    func power(_ power: Double) -> String {
      power == 0 ? "does not change with" : "grows as the power \(short(power)) of"
    }
    return Diagnosis(
      [block.variable.name], .missingPart, "power of \(name)", .likely,
      finding: "\(power(given)) \(name)'s size, where the right one \(power(right)) it: "
        + "something that grows with \(name), such as its norm, is "
        + (given > right
          ? "not divided by, or multiplied by once too often"
          : "not multiplied by, or divided by once too often"),
      advice: "compare the powers of \(name) in each term")
  }

  /// The same in words, where they are no powers too; each completes "the gradient of weight …".
  var sentences: [String] {
    growths.compactMap { growth in
      let name = growth.variable
      switch (growth.given, growth.right) {
      case (nil, nil): return nil
      case (0?, _): return "does not change with \(name)'s size, and the right one does"
      case (_, 0?): return "changes with \(name)'s size, and the right one does not"
      case (let given?, let right?):
        return
          "grows as the power \(short(given)) of \(name)'s size, and the right one as the power "
          + short(right)
      case (let given?, nil):
        return "grows as the power \(short(given)) of \(name)'s size, and the right one as no power"
      case (nil, let right?):
        return
          "does not grow as a power of \(name)'s size, and the right one does, as the power \(short(right))"
      }
    }
  }

  /// The power by which numbers grow, a multiple of ½; nil where they do not grow alike, or by no such power.
  private static func power(_ ratios: [Double], _ tolerance: Double) -> Double? {
    guard ratios.allSatisfy({ $0.isFinite && $0 > 0 }) else { return nil }
    let powers = ratios.map { log($0) / log(Powers.growth) }
    let power = (2 * powers[0]).rounded() / 2
    return power.magnitude <= 12
      && powers.allSatisfy { ($0 - power).magnitude <= tolerance / (Powers.growth - 1) }
      ? power : nil
  }
}
