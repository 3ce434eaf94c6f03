import Foundation

/// The gradient is right but for some places, which have something in common.
struct PlaceHypothesis: Hypothesis {
  func diagnoses(of block: BlockEvidence, in evidence: Evidence) throws -> [Diagnosis] {
    let wrong = Set(block.coordinates.indices.filter { block.isWrong[$0] })
    guard !wrong.isEmpty, wrong.count < block.coordinates.count || block.coordinates.count == 1
    else { return [] }
    let places = places(block, evidence).filter {
      wrong.isSubset(of: $0.positions) && 3 * wrong.count >= $0.positions.count
        && $0.positions.count < block.coordinates.count
    }
    // The closest fit; of two alike the one with a name.
    let closest = places.min { a, b in
      a.positions.count != b.positions.count
        ? a.positions.count < b.positions.count : a.rank < b.rank
    }
    guard let best = closest ?? interval(block) else { return [] }
    let positions = wrong.sorted()
    let there = try block.mistake(at: positions, in: evidence)
    // A single entry has an index, whatever else it has.
    let index = block.indices[positions[0]]
    let entry = "\(block.variable.name)\(index)"
    let name = wrong.count > 1 || best.name == entry ? best.name : "\(entry) · \(best.name)"
    return [
      Diagnosis(
        [block.variable.name], there.isZero && best.isZeroInput ? .zero : .place, name,
        factor: there.factor,
        // Right ones among them may be so by chance.
        Double(wrong.count) >= 0.9 * Double(best.positions.count)
          && (best.rank < 4 || wrong.count > 2) ? .likely : .possible,
        finding: "is wrong only \(best.words)\(there.words)",
        advice: "check what is special about \(best.name)")
    ]
  }

  private struct Place {
    let name: String
    let words: String
    let positions: Set<Int>
    let rank: Int
    var isZeroInput = false
  }

  /// The bounds of the values at which the block is wrong, in as few digits as the right ones beside them
  /// allow; nil where right ones lie between.
  private func interval(_ block: BlockEvidence) -> Place? {
    let order = block.coordinates.indices.sorted { block.values[$0] < block.values[$1] }
    guard let first = order.firstIndex(where: { block.isWrong[$0] }),
      let last = order.lastIndex(where: { block.isWrong[$0] }), last - first < order.count - 1
    else { return nil }
    // On one side alone it is a threshold.
    guard (first > 0 && last < order.count - 1 && last - first < order.count / 2) || last > first
    else { return nil }
    // Right by chance in between are those alone that have no slope.
    let inside = order[first...last]
    guard inside.allSatisfy({ block.isWrong[$0] || block.numeric[$0] == 0 }) else { return nil }
    func bound(_ right: Int, _ wrong: Int) -> String {
      let (a, b) = (block.values[right], block.values[wrong])
      let (low, high) = (min(a, b), max(a, b))
      if low <= 0, 0 <= high { return "0" }
      for digits in 0..<6 {
        let scale = pow(10, Double(digits))
        let rounded = (low * scale).rounded(.up) / scale
        if rounded < high { return short(rounded) }
      }
      return short(b)
    }
    let lower = first > 0 ? bound(order[first - 1], order[first]) : nil
    let upper = last < order.count - 1 ? bound(order[last + 1], order[last]) : nil
    guard lower != upper else { return nil }
    let name =
      upper.map { upper in lower.map { "\($0) < x < \(upper)" } ?? "x < \(upper)" }
      ?? lower.map { "x > \($0)" } ?? "x"
    return Place(
      name: name, words: "where \(name), of \(block.variable.name)", positions: Set(inside),
      rank: 4)
  }

  private func places(_ block: BlockEvidence, _ evidence: Evidence) -> [Place] {
    let grid = Grid(block.variable.shape)
    let name = block.variable.name
    let axes = evidence.axes(of: block.variable)
    var places: [Place] = []
    func add(
      _ text: String, _ words: String, rank: Int, isZeroInput: Bool = false,
      _ isInside: (Int) -> Bool
    ) {
      let positions = Set(block.coordinates.indices.filter(isInside))
      if !positions.isEmpty {
        places.append(
          Place(
            name: text, words: words, positions: positions, rank: rank, isZeroInput: isZeroInput))
      }
    }
    let x = block.values
    for place in evidence.facts.places where place.block == name {
      add(place.name, "at: \(place.name)", rank: 0) {
        place.coordinates.contains(block.coordinates[$0])
      }
    }
    // The sign of a weight matters to a penalty only.
    if block.variable.role == .input || evidence.base.output.count == 1 {
      add("negative side", "where \(name) is negative", rank: 1) { x[$0] < 0 }
      add("positive side", "where \(name) is positive", rank: 1) { x[$0] > 0 }
    }
    add("where it should be 0", "where it should be 0", rank: 2) {
      block.numeric[$0].magnitude <= 4 * block.error[$0]
    }
    add("x = 0", "where \(name) is 0", rank: 1, isZeroInput: true) { x[$0] == 0 }
    // Slices, and places by all their indices but one.
    let wrong = block.coordinates.indices.filter { block.isWrong[$0] }
    for axis in grid.shape.indices where grid.shape[axis] > 1 {
      guard let first = wrong.first else { break }
      let index = grid.index(block.coordinates[first], along: axis)
      add(
        "\(name), \(index) along axis \(axis)", "in \(axes[axis]) \(index) of \(name)", rank: 3
      ) { grid.index(block.coordinates[$0], along: axis) == index }
    }
    // The ends of an axis, where loops begin and stop.
    for axis in grid.shape.indices where block.isComplete {
      let indices = wrong.map { grid.index(block.coordinates[$0], along: axis) }
      guard let low = indices.min(), let high = indices.max(), low < high else { continue }
      for (end, slices) in [("first", 0...high), ("last", low...grid.shape[axis] - 1)]
      where 2 * slices.count < grid.shape[axis] {
        let name = "the \(end) \(slices.count) \(plural(axes[axis]))"
        add(name, "in \(name) of \(block.variable.name)", rank: 2) {
          slices.contains(grid.index(block.coordinates[$0], along: axis))
        }
      }
    }
    if let first = wrong.first, wrong.count == 1 {
      let index = grid.index(block.coordinates[first])
      add("\(name)\(index)", "at \(name)\(index)", rank: 2) { $0 == first }
    }
    if grid.shape.count > 1 {
      add("border", "at the border of the last two axes", rank: 2) {
        grid.isBorder(block.coordinates[$0])
      }
    }
    return places
  }
}
