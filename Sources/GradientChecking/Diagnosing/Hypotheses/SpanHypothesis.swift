import Foundation

/// What is missing or too much lies in the span of a few simple vectors: the parameter itself, its sign, a
/// constant for each channel.
struct SpanHypothesis: LinearHypothesis {
  func diagnoses(of block: BlockEvidence, in evidence: Evidence) throws -> [Diagnosis] {
    let x = block.values
    var found: [Diagnosis] = []
    func add(
      _ quantity: String, _ family: MistakeFamily, _ vectors: [[Double]], _ groups: [[Int]],
      _ finding: String, _ advice: String
    ) {
      guard let rest = unexplained(block, by: vectors, in: groups) else { return }
      found.append(
        Diagnosis(
          [block.variable.name], family, quantity, unexplained: rest,
          // One free number for a whole block explains by no accident.
          vectors.count == 1 && groups.count == 1 && x.count > 3 ? .likely : .possible,
          finding: finding,
          advice: advice))
    }
    let all = [Array(x.indices)]
    add(
      block.variable.role == .input ? "x" : "θ", .missingPart, [x], all,
      "is off by a multiple of \(block.variable.name) itself",
      block.variable.role == .input
        ? "look for a norm whose own gradient is left out"
        : "look for a weight decay that is missing or counted twice")
    add(
      "sign(θ)", .missingPart, [x.map { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }], all,
      "is off by a multiple of the sign of \(block.variable.name)",
      "look for the gradient of an L1 penalty")
    let grid = Grid(block.variable.shape)
    for groups in groupings(block, grid) {
      let ones = x.map { _ in 1.0 }
      add(
        "1", .missingPart, [ones], groups.positions,
        "is off by a constant in each \(groups.name)",
        "look for a mean whose own gradient is left out")
      let centered = self.centered(x, groups.positions)
      add(
        "x̂", .missingPart, [centered], groups.positions,
        "is off by a multiple of x − μ in each \(groups.name)",
        "look for a variance or norm whose own gradient is left out")
      add(
        "x", .missingPart, [x], groups.positions,
        "is off by a multiple of \(block.variable.name) itself in each \(groups.name)",
        "look for a norm whose own gradient is left out")
      add(
        "1 and x̂", .missingPart, [ones, centered], groups.positions,
        "is off by a constant and a multiple of x − μ in each \(groups.name)",
        "let the gradient pass through the mean and the variance too")
    }
    return found
  }

  /// The places that share all indices but those along some axes.
  private func groupings(
    _ block: BlockEvidence, _ grid: Grid
  ) -> [(name: String, positions: [[Int]])] {
    guard grid.shape.count > 1 else { return [] }
    func grouping(_ name: String, _ axes: [Int]) -> (String, [[Int]]) {
      let keys = Dictionary(grouping: block.coordinates.indices) { position in
        axes.map { grid.index(block.coordinates[position], along: $0) }
      }
      // In a fixed order: sums over the groups round by it.
      return (name, keys.values.sorted { $0[0] < $1[0] })
    }
    return [grouping("channel", [1]), grouping("row", Array(grid.shape.indices.dropLast()))]
  }

  private func centered(_ x: [Double], _ groups: [[Int]]) -> [Double] {
    var result = x
    for group in groups {
      let mean = group.reduce(0) { $0 + x[$1] } / Double(group.count)
      for i in group { result[i] = x[i] - mean }
    }
    return result
  }

  /// The share of the defect that combinations of the vectors, others in every group, leave; nil where
  /// that is much, or where so many free numbers would explain anything.
  private func unexplained(
    _ block: BlockEvidence, by vectors: [[Double]], in groups: [[Int]]
  ) -> Double? {
    let wrong = groups.filter { $0.contains { block.defect[$0] != 0 } }
    let told = wrong.reduce(0) { $0 + $1.count }
    guard told >= 2 * vectors.count * wrong.count, told >= 4 else { return nil }
    var (rest, size, noise) = (0.0, 0.0, 0.0)
    for group in wrong {
      let d = group.map { block.defect[$0] }
      size += dot(d, d)
      noise += group.reduce(0) { $0 + block.error[$1] * block.error[$1] }
      // Gram–Schmidt: at most two vectors.
      var left = d
      var basis: [[Double]] = []
      for vector in vectors {
        var v = group.map { vector[$0] }
        for b in basis { v = zip(v, b).map { $0 - dot(v, b) * $1 } }
        let length = dot(v, v).squareRoot()
        guard length > 1e-12 else { continue }
        let unit = v.map { $0 / length }
        basis.append(unit)
        let part = dot(left, unit)
        left = zip(left, unit).map { $0 - part * $1 }
      }
      rest += dot(left, left)
    }
    let bound = max(1e-3 * size.squareRoot(), 4 * noise.squareRoot())
    guard size.squareRoot() > 8 * noise.squareRoot(), rest.squareRoot() <= bound else { return nil }
    return (rest / size).squareRoot()
  }
}
