import GSL

/// Which coordinates of a block are checked.
struct Sampling {
  let limit: Int
  let isExhaustive: Bool

  /// All of a small block; of a larger one the corners of its last two axes, where padding and
  /// borders show, and one coordinate at random out of each of equal strata.
  func coordinates(of variable: Variable, key: RandomKey) -> [Int] {
    let count = variable.values.count
    guard !isExhaustive, count > limit else { return Array(0..<count) }
    let generator = RandomGenerator(key)
    var chosen = Set(corners(of: variable, from: generator).prefix(limit))
    while chosen.count < limit {
      // Corners may have taken a stratum's pick; what is missing is drawn from fresh strata.
      let missing = limit - chosen.count
      for stratum in 0..<missing {
        let (start, end) = (count * stratum / missing, count * (stratum + 1) / missing)
        chosen.insert(start + generator.integer(below: end - start))
      }
    }
    return chosen.sorted()
  }

  /// The corners of one image of the block, chosen at random.
  private func corners(of variable: Variable, from generator: RandomGenerator) -> [Int] {
    let extents = variable.shape.suffix(2)
    let area = extents.reduce(1, *)
    let columns = extents.last ?? 1
    let image = generator.integer(below: variable.values.count / area) * area
    return [0, columns - 1, area - columns, area - 1].map { image + $0 }
  }
}
