import Foundation
import GSL

/// What is wrong by a number for each output, or comes through one number.
extension Entries {
  /// Every output's contributions are multiplied by a number of its own.
  func byFactor(_ tables: [OutputTable]) throws -> Cause? {
    // Factors next to 1 are of another mistake, of which a little has got in.
    guard tables.allSatisfy(\.isGross) else { return nil }
    var all: [[Double]] = []
    // Whether the factor of each output is the number of the values it is made of, or one over it.
    var (areCounts, areShares) = (true, true)
    for table in tables {
      var factors: [Double] = []
      for j in table.right.first?.indices ?? 0..<0 {
        guard let (factor, count) = factor(table, j) else { return nil }
        guard let factor else { continue }
        func isNear(_ value: Double) -> Bool { (factor - value).magnitude <= 1e-4 * value }
        areCounts = areCounts && isNear(Double(count))
        areShares = areShares && isNear(1 / Double(count))
        if count > 1 { factors.append(factor) }
      }
      all.append(factors)
    }
    guard let first = all.first, first.count > 1 else { return nil }
    let isConstant = all.allSatisfy { factors in
      factors.count == first.count
        && zip(factors, first).allSatisfy { ($0 - $1).magnitude <= 1e-4 * max(1, $1.magnitude) }
    }
    let list = Entries.distinct(first)
    if areCounts || areShares, Set(first.map { ($0 * 1e4).rounded() }).count > 1 {
      return Cause(
        .scale, areCounts ? "sum for mean" : "mean for sum",
        "has each output's contribution \(areCounts ? "multiplied" : "divided") by the number of values that the "
          + "output is made of: \(list)",
        areCounts ? "multiply by the weights, as the output does" : "do not average what is summed")
    }
    var finding = "has each output's contribution multiplied by a number of its own: \(list)"
    var advice = "look for a weight, count or length of each output that is left out or taken in"
    if !isConstant {
      finding += " at this point"
      advice = "look for a factor that is worked out for each output, such as a norm or a slope"
      if let dependence = try dependence(tables[0]), !dependence.on.isEmpty {
        finding += "; it changes \(dependence.words)"
        advice += ", made of \(listed(dependence.on))"
      }
    }
    return Cause(.scale, "a factor for each output", finding, advice)
  }

  /// Numbers in words, each once.
  private static func distinct(_ numbers: [Double]) -> String {
    var words: [String] = []
    for number in numbers.map({ short($0.magnitude < 1e-4 ? 0 : $0) }) where !words.contains(number)
    { words.append(number) }
    return few(words)
  }

  /// By what an output's contributions are multiplied, nil where there are none, and how many there are; nil where
  /// they are not.
  private func factor(_ table: OutputTable, _ j: Int) -> (Double?, count: Int)? {
    var factor: Double?
    var count = 0
    for i in table.right.indices where table.isLive(i, j) {
      guard !table.isLeak(i, j) else { return nil }
      let ratio = table.given[i][j] / table.right[i][j]
      if let factor, (ratio - factor).magnitude > 1e-4 * max(1, factor.magnitude) { return nil }
      factor = ratio
      count += 1
    }
    return (factor, count)
  }

  /// On what the factors of a few outputs depend.
  private func dependence(_ table: OutputTable) throws -> Dependence? {
    let wrong = pairs(table).filter { table.isWrong($0.0, $0.1) }
      .sorted { table.right[$0.0][$0.1].magnitude > table.right[$1.0][$1.1].magnitude }
    return try Dependence(
      ofFactorsIn: evidence, block,
      wrong.filter { $0.0 == wrong[0].0 }.prefix(3).map { place, output in
        (place, evidence.cotangent.indices.map { $0 == output ? 1 : 0 })
      })
  }

  /// All that is wrong comes through one number, or one for each row of the outputs: what each output's contribution
  /// is wrong by is a multiple of one vector.
  func byBottleneck(_ tables: [OutputTable]) -> Cause? {
    let scenes = block.scenes.prefix(tables.count)
    guard let first = scenes.first, first.output.count > 1 else { return nil }
    let whole = Field.Partition(name: "", groups: [Array(first.output.indices)])
    let parted = first.outputShapes[0].count > 1 ? Field.Partition.every(first.outputShapes[0]) : []
    let roles: [(words: String, advice: String, size: (Scene, Int) -> Double?)] = [
      (
        "by which all outputs* are multiplied or divided", "a norm, a sum or a scale",
        { $0.output[$1] }
      ),
      ("that is added to all outputs*", "a mean or an offset", { _, _ in 1 }),
      (
        "through which all outputs* get it", "a norm, a sum, a mean or a step size",
        { _, _ in nil }
      ),
    ]
    for partition in [whole] + parted.sorted(by: { $0.groups.count < $1.groups.count }) {
      guard partition.groups.allSatisfy({ $0.count > 1 }) else { continue }
      for role in roles {
        func isThrough(_ values: (OutputTable, Int, Int) -> Double) -> Bool {
          var (told, free) = (0, 0)
          for (scene, table) in zip(scenes, tables) {
            for group in partition.groups {
              let rows = group.map { j in table.right.indices.map { values(table, $0, j) } }
              guard let left = Entries.rest(rows, sizes: group.map { role.size(scene, $0) }),
                left.rest <= 1e-8 * left.size + pow(4 * table.zero, 2)
              else { return false }
              guard left.size > pow(100 * table.zero, 2) else { continue }
              let live = rows.map { row in row.count { $0.magnitude > 10 * table.zero } }
              told += live.reduce(0, +)
              free += (live.max() ?? 0) + (role.size(scene, 0) == nil ? group.count : 0)
            }
          }
          return told - free >= 12
        }
        guard isThrough({ $0.given[$1][$2] - $0.right[$1][$2] }),
          !isThrough({ table, i, j in table.right[i][j] })
        else { continue }
        let each = partition.name.isEmpty ? "" : " of each \(partition.name)"
        return Cause(
          .missingPart, "one number\(each)",
          "is right but for what comes through one number "
            + role.words.replacingOccurrences(of: "*", with: each),
          "look for \(role.advice), of which the derivative is left out or has another factor or sign"
        )
      }
    }
    return nil
  }

  /// What multiples of one vector leave of rows, whose sizes are given or, where they are not, free.
  private static func rest(_ rows: [[Double]], sizes: [Double?]) -> (rest: Double, size: Double)? {
    let squares = rows.map { dot($0, $0) }
    let size = squares.reduce(0, +)
    guard size.isFinite, let largest = squares.indices.max(by: { squares[$0] < squares[$1] }) else {
      return nil
    }
    guard size > 0 else { return (0, 0) }
    let sizes = zip(rows, sizes).map { $1 ?? dot($0, rows[largest]) / squares[largest] }
    let scale = dot(sizes, sizes)
    guard scale > 0 else { return nil }
    let axis = rows[0].indices.map { i in
      rows.indices.reduce(0) { $0 + sizes[$1] * rows[$1][i] } / scale
    }
    let rest = zip(rows, sizes).reduce(0) { sum, row in
      zip(row.0, axis).reduce(sum) { $0 + pow($1.0 - row.1 * $1.1, 2) }
    }
    return (rest, size)
  }
}
