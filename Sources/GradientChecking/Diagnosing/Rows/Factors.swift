import GSL

/// Each row or channel, or all of a block, is multiplied by a number of its own, the same for every cotangent: a
/// factor, slope or divisor. A single place always is, of a function with one output.
struct Factors {
  let block: BlockEvidence
  let evidence: Evidence
  let isAsked: Bool

  func diagnosis() throws -> Search.Explanation? {
    guard block.isComplete, block.coordinates.count > 1 else { return nil }
    let whole = Field.Partition(name: "block", groups: [Array(block.coordinates.indices)])
    let parted = Field.Partition.all(block.variable.shape).filter { $0.groups.count > 1 }
    for partition in [whole] + parted + entries {
      var all: [[Double?]] = []
      var (told, free) = (0, 0)
      for scene in block.scenes {
        let samples = block.samples.filter { $0.scene === scene }
        guard let factors = factors(samples, partition.groups, &told, &free) else { break }
        all.append(factors)
      }
      guard let first = all.first, all.count == block.scenes.count,
        7 * Double(min(24, told - free)) - 9 >= Fit.certain
      else { continue }
      let isConstant = all.allSatisfy { factors in
        zip(factors, first).allSatisfy { there, here in
          guard let there, let here else { return true }
          return (there - here).magnitude <= 1e-4 * here.magnitude
        }
      }
      // One constant is a row of the table.
      if isConstant, first.count == 1 { continue }
      return (
        try diagnosis(partition, first, isConstant),
        // One for all says less than a name that it has.
        first.count == 1 ? 16 : 3 + Search.price(free: partition.groups.count)
      )
    }
    return nil
  }

  /// Each entry by itself, where each acts on several outputs.
  private var entries: [Field.Partition] {
    let isTelling = block.samples[0].columns.allSatisfy { column in
      let largest = column.reduce(0) { max($0, $1.magnitude) }
      return largest == 0 || column.count { $0.magnitude > 1e-6 * largest } > 1
    }
    return isTelling && !block.samples[0].columns.isEmpty
      ? [Field.Partition(name: "entry", groups: block.coordinates.indices.map { [$0] })] : []
  }

  private func diagnosis(_ partition: Field.Partition, _ factors: [Double?], _ isConstant: Bool)
    throws -> Diagnosis
  {
    let each = factors.count == 1 ? "" : " of its own in each \(partition.name)"
    let dependence = isAsked && !isConstant ? try dependence(partition, factors) : nil
    var finding =
      "is right but for a factor\(each), whatever comes from above: "
      + few(factors.compactMap(\.self).map(Factors.text))
      + (isConstant ? ", the same at every point" : " at this point")
    var advice =
      isConstant
      ? "look for counts, sizes or weights that are left out, or taken in too much"
      : "look for a slope, a norm or another factor that is left out, taken in twice, or another's"
    if let dependence, !dependence.on.isEmpty {
      finding += "; it changes \(dependence.words)"
      advice += "; it is made of \(listed(dependence.on))"
    }
    return Diagnosis(
      [block.variable.name], isConstant ? .scale : .missingPart,
      "a factor for \(factors.count == 1 ? "all" : "each \(partition.name)")",
      block.isConfirmed ? .certain : .likely, finding: finding, advice: advice)
  }

  /// "1/6" for what is one over a whole number.
  private static func text(_ factor: Double) -> String {
    let inverse = 1 / factor
    let isShare =
      inverse.magnitude > 2.5 && (inverse - inverse.rounded()).magnitude < 1e-5 * inverse.magnitude
    return isShare ? "1/\(short(inverse))" : short(factor)
  }

  /// On what the factors depend, told by those of a few groups.
  private func dependence(_ partition: Field.Partition, _ factors: [Double?]) throws -> Dependence?
  {
    let sample = block.samples[0]
    let groups = partition.groups.indices.filter { group in
      factors[group].map { ($0 - 1).magnitude > 1e-3 } ?? false
    }
    return try Dependence(
      ofFactorsIn: evidence, block,
      groups.prefix(3).compactMap { group in
        partition.groups[group].max { sample.n[$0].magnitude < sample.n[$1].magnitude }
      }.map { ($0, evidence.cotangent) })
  }

  /// The factor of each group, nil where there is nothing to multiply; nil where one does not explain a group.
  private func factors(
    _ samples: [Sample], _ groups: [[Int]], _ told: inout Int, _ free: inout Int
  ) -> [Double?]? {
    var factors: [Double?] = []
    var wrong = 0
    for group in groups {
      let given = samples.flatMap { sample in group.map { sample.a[$0] } }
      let right = samples.flatMap { sample in group.map { sample.n[$0] } }
      let noise = samples.reduce(0) { sum, sample in group.reduce(sum) { $0 + sample.e[$1] } }
      let size = dot(right, right)
      guard size.squareRoot() > 8 * noise else {
        guard dot(given, given).squareRoot() <= 8 * noise else { return nil }
        factors.append(nil)
        continue
      }
      let factor = dot(given, right) / size
      let rest = zip(given, right).map { $0 - factor * $1 }
      let error = zip(given, right).map { $0 - $1 }
      guard factor != 0, dot(rest, rest) <= max(1e-6 * dot(error, error), 16 * noise * noise) else {
        return nil
      }
      factors.append(factor)
      if dot(error, error).squareRoot() > max(8 * noise, 1e-6 * size.squareRoot()) { wrong += 1 }
      // Other cotangents tell nothing new of a single output.
      told += group.count * (samples[0].cotangent.count > 1 ? samples.count : 1)
      free += 1
    }
    // What is wrong in few of them has a place.
    return 2 * wrong > factors.count { $0 != nil } ? factors : nil
  }
}
