/// The gradient is right but for some places, which have something in common.
struct PlaceHypothesis: Hypothesis {
  func diagnoses(of block: BlockEvidence, in evidence: Evidence) throws -> [Diagnosis] {
    let wrong = Set(block.coordinates.indices.filter { block.isWrong[$0] })
    guard !wrong.isEmpty, wrong.count < block.coordinates.count || block.coordinates.count == 1
    else { return [] }
    let places = places(block, evidence)
      .filter { wrong.isSubset(of: $0.positions) && $0.positions.count < block.coordinates.count }
    // The closest fit; of two alike the one with a name.
    let best = places.min { a, b in
      a.positions.count != b.positions.count
        ? a.positions.count < b.positions.count : a.rank < b.rank
    }
    guard let best, 3 * wrong.count >= best.positions.count || wrong.count >= 3 else { return [] }
    let there = ScaleHypothesis()
    let positions = wrong.sorted()
    let inside = try there.diagnoses(of: block.restricted(to: positions), in: evidence).first
    let isZero = positions.allSatisfy { block.analytic[$0] == 0 }
    let what =
      isZero
      ? ", where it is zero" : inside.map { ", where it \($0.finding)" } ?? ""
    return [
      Diagnosis(
        [block.variable.name], isZero && best.isZeroInput ? .zero : .place, best.name,
        factor: isZero ? 0 : inside?.factor,
        Double(wrong.count) >= 0.9 * Double(best.positions.count) && wrong.count > 1
          ? .likely : .possible,
        finding: "is wrong only \(best.words)\(what)",
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
    if evidence.map.variables[block.position].role == .input || evidence.facts.outputShape == nil {
      add("negative side", "where \(name) is negative", rank: 1) { x[$0] < 0 }
      add("positive side", "where \(name) is positive", rank: 1) { x[$0] > 0 }
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
