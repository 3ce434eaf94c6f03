import Foundation

/// How a gradient grows with the size of each variable, beside how the right one does: where both are powers,
/// and others, something of that size is missing or too much.
struct Powers {
  private let block: BlockEvidence
  /// The variables with which the given gradient grows in another way than the right one.
  private let growths: [Growth]

  /// By how much a variable is made larger, and smaller. What is a power is the same of both; what
  /// changes little at the one need not stand still.
  private static let sizes = [1.02, 0.8]

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
    // Where nothing is given there is nothing that grows.
    let order = first.defect.indices.filter {
      first.isWrong[$0] && first.isTelling[$0]
        && first.a[$0].magnitude > 1e-3 * first.n[$0].magnitude
        && first.n[$0].magnitude > 1e-3 * first.a[$0].magnitude
    }
    .sorted { first.defect[$0].magnitude > first.defect[$1].magnitude }
    let places = Set([0, order.count / 2, order.count - 1].filter(order.indices.contains)).sorted()
      .map { order[$0] }
    growths = try evidence.map.variables.indices.compactMap { position in
      let values = evidence.point[position]
      var (given, right) = ([Double?](), [Double?]())
      for size in Powers.sizes {
        guard !places.isEmpty, values.contains(where: { $0 != 0 }),
          evidence.budget.allows(1 + 2 * places.count)
        else { return nil }
        var point = evidence.point
        point[position] = values.map { size * $0 }
        let moved = try evidence.gradient(of: block.position, evidence.cotangent, at: point)
        let slopes = try places.compactMap { i in
          var direction = [Double](repeating: 0, count: block.variable.values.count)
          direction[block.coordinates[i]] = 1
          return try evidence.derivative(
            of: evidence.map, at: point, block.position, along: direction
          ).map { dot($0, evidence.cotangent) / first.n[i] }
        }
        guard slopes.count == places.count else { return nil }
        given.append(
          Powers.power(places.map { moved[block.coordinates[$0]] / first.a[$0] }, of: size, 1e-6))
        right.append(Powers.power(slopes, of: size, 1e-5))
      }
      let growth = Growth(
        variable: evidence.map.variables[position].name,
        given: given[0] == given[1] ? given[0] : nil, right: right[0] == right[1] ? right[0] : nil)
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
    let place = block.isWrong.contains(false) ? ", where it is wrong" : ""
    return facts.map { $0 + place }
  }

  private var facts: [String] {
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
  private static func power(_ ratios: [Double], of size: Double, _ tolerance: Double) -> Double? {
    guard ratios.allSatisfy({ $0.isFinite && $0 > 0 }) else { return nil }
    let powers = ratios.map { log($0) / log(size) }
    let power = (2 * powers[0]).rounded() / 2
    return power.magnitude <= 12
      && powers.allSatisfy { ($0 - power).magnitude <= tolerance / log(size).magnitude }
      ? power : nil
  }
}
