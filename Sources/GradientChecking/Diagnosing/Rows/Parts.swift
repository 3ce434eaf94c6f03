import Foundation
import GSL

/// What is wrong with a part of a block, looked at as a block of its own: one of several variables in one
/// array, which may be a matrix, or a box of a larger block.
///
/// Bounds are seen or, as the shape of what has none, guessed, and are paid for.
struct Parts {
  let block: BlockEvidence
  let evidence: Evidence

  private static let largest = 1024
  /// So many shapes are looked at by asking the function.
  private static let asked = 2
  /// How much more far-fetched it is that a block is wrong in several ways, in bits.
  private static let oneOfSeveral = 12.0

  private var grid: Grid { Grid(block.variable.shape) }
  private var isFlat: Bool { block.variable.shape.count == 1 }
  private var count: Int { block.coordinates.count }

  /// What is wrong in the smallest stretch of a block without a shape that holds all that is wrong, or, where that is
  /// several things, in the longest in which all is wrong in one way.
  func diagnosis() throws -> Search.Explanation? {
    let wrong = block.coordinates.indices.filter { i in
      block.samples.contains { $0.isWrong[i] }
    }
    guard isFlat, block.isComplete, count <= Parts.largest, let low = wrong.first,
      let high = wrong.last, high > low
    else { return nil }
    let all = low..<high + 1
    if let found = try diagnosis(in: all, isAll: true) { return found }
    for run in try runs(all) {
      if let (found, cost) = try diagnosis(in: run, isAll: false) {
        return (found, cost + Parts.oneOfSeveral)
      }
    }
    return nil
  }

  private func diagnosis(in bounds: Range<Int>, isAll: Bool) throws -> Search.Explanation? {
    let isWhole = bounds.count == count
    let price = 2 * log2(Double(count))
    var best: Search.Explanation?
    for (number, guess) in guesses(bounds).enumerated() {
      // The whole as it is has been looked at.
      if isWhole, guess.shape == grid.shape, guess.outputs == nil { continue }
      let own = (isWhole ? 0 : price) + log2(Double(number + 1))
      // Bounds that are seen are as far-fetched as a place.
      guard
        let found = try search([bounds], guess, price: own, isAsked: number < Parts.asked),
        found.cost + own / 2 < best?.cost ?? .infinity
      else { continue }
      best = (diagnosis(found.diagnosis, bounds, guess.shape, isAll), found.cost + own / 2)
      if found.diagnosis.confidence == .certain, found.cost <= Search.plausible { break }
    }
    return best
  }

  /// The longest stretches in which all that is wrong is so in one way: contributions of outputs that are lost, too
  /// many, or have one factor; some right entries may lie between. Two at most.
  private func runs(_ all: Range<Int>) throws -> [Range<Int>] {
    guard let scene = block.scenes.first, scene.output.count > 1, block.samples[0].slopes == nil,
      !evidence.broken.contains(.linearity),
      let table = try OutputTable(of: block, at: scene, in: evidence)
    else { return [] }
    func kind(_ i: Int) -> String? {
      let wrong = table.right[i].indices.filter { table.isWrong(i, $0) }
      guard let first = wrong.first else { return nil }
      if wrong.allSatisfy({ table.isLost(i, $0) }) { return "lost" }
      if wrong.allSatisfy({ table.isLeak(i, $0) }) { return "leak" }
      let factor = table.given[i][first] / table.right[i][first]
      let isOne = wrong.allSatisfy {
        (table.given[i][$0] - factor * table.right[i][$0]).magnitude <= 1e-4
          * table.given[i][$0].magnitude
      }
      return isOne ? short(factor) : "other"
    }
    var runs: [(kind: String, first: Int, last: Int)] = []
    for i in all {
      guard let kind = kind(i) else { continue }
      if let last = runs.last, last.kind == kind, i - last.last <= 2 {
        runs[runs.count - 1].last = i
      } else {
        runs.append((kind, i, i))
      }
    }
    // In a few of many all may be wrong in one way by chance.
    let least = max(3, all.count { block.isWrong[$0] } / 5)
    return runs.map { $0.first..<$0.last + 1 }.filter { $0.count >= least && $0 != all }
      .sorted { $0.count > $1.count }.prefix(2).map { $0 }
  }

  /// What is wrong inside a box that holds all that is wrong, looked at as a block of its own.
  func inside(_ bounds: [Range<Int>]) throws -> Search.Explanation? {
    guard block.isComplete, count <= Parts.largest else { return nil }
    return try search(
      bounds, Guess(shape: bounds.map(\.count)), price: log2(Double(count)), isAsked: true)
  }

  private func search(_ bounds: [Range<Int>], _ guess: Guess, price: Double, isAsked: Bool) throws
    -> Search.Explanation?
  {
    let (part, parted) = part(bounds, guess)
    return try Search(
      block: part, evidence: parted, extent: isAsked ? .part : .numbers, price: price
    ).best()
  }

  /// What was found of a stretch, said of the whole.
  private func diagnosis(
    _ inner: Diagnosis, _ bounds: Range<Int>, _ shape: [Int], _ isAll: Bool
  ) -> Diagnosis {
    let name = block.variable.name
    let matrix =
      shape.count > 1 ? ", taken for \(shape.map(String.init).joined(separator: " by "))" : ""
    let (low, high) = (bounds.lowerBound, bounds.upperBound)
    let place: String? =
      if bounds.count == count {
        nil
      } else if low == 0 {
        "the first \(high) entries"
      } else if high == count {
        "the last \(high - low) entries"
      } else {
        "entries \(low) to \(high - 1)"
      }
    return Diagnosis(
      [name], inner.family,
      [place, inner.quantity].compactMap { $0 }.joined(separator: " · "),
      factor: inner.factor, share: inner.share, unexplained: inner.unexplained, inner.confidence,
      finding: place.map { place in
        let within = "is wrong only "
        guard isAll else {
          return "is wrong in several places: in \(place) of \(name)\(matrix), it \(inner.finding)"
        }
        return "\(within)in \(place) of \(name)\(matrix), "
          + (inner.finding.hasPrefix(within)
            ? String(inner.finding.dropFirst(within.count)) : "where it \(inner.finding)")
      } ?? "\(inner.finding)\(matrix)",
      advice: inner.advice)
  }

  /// "x[0…5]"
  private func name(_ bounds: [Range<Int>]) -> String {
    let ranges = bounds.map {
      $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)…\($0.upperBound - 1)"
    }
    return "\(block.variable.name)[\(ranges.joined(separator: ", "))]"
  }

  // MARK: - Parting

  /// The values within bounds as a block of its own, and all that is known where what lies beside them is
  /// others.
  private func part(_ bounds: [Range<Int>], _ guess: Guess) -> (BlockEvidence, Evidence) {
    let inside = (0..<count).filter { offset in
      bounds.indices.allSatisfy { bounds[$0].contains(grid.index(offset, along: $0)) }
    }
    var parts = [Parting.Part(name: name(bounds), coordinates: inside, shape: guess.shape)]
    let own = Set(inside)
    let outside = (0..<count).filter { !own.contains($0) }
    if isFlat {
      let extents = guess.shape + (guess.outputs ?? [])
      for stretch in stretches(beside: inside) {
        parts.append(
          Parting.Part(
            name: name([stretch]), coordinates: Array(stretch),
            shape: Parts.shape(stretch.count, extents)))
      }
    } else if !outside.isEmpty {
      parts.append(
        Parting.Part(
          name: "the rest of \(block.variable.name)", coordinates: outside, shape: [outside.count]))
    }
    parts.sort { $0.coordinates[0] < $1.coordinates[0] }
    let parting = Parting(
      position: block.position, parts: parts,
      outputShapes: (guess.outputs.map { [$0] } ?? [])
        + evidence.scenes[0].outputShapes.filter { $0 != guess.outputs })
    let parted = parting.evidence(evidence)
    let place = parts.firstIndex { $0.coordinates == inside } ?? 0
    return (parted.blocks[block.position + place], parted)
  }

  /// What lies beside a part. What is a few times as long may be variables of its size, one after the other, and
  /// what is left over comes first.
  private func stretches(beside part: [Int]) -> [Range<Int>] {
    guard let low = part.first, let high = part.last else { return [] }
    return [0..<low, high + 1..<count].filter { !$0.isEmpty }.flatMap { outside -> [Range<Int>] in
      guard outside.count <= 4 * part.count else { return [outside] }
      let rest = outside.lowerBound + outside.count % part.count
      return [outside.lowerBound..<rest].filter { !$0.isEmpty }
        + stride(from: rest, to: outside.upperBound, by: part.count).map { $0..<$0 + part.count }
    }
  }

  // MARK: - Shapes

  private struct Guess {
    let shape: [Int]
    var outputs: [Int]?
  }

  /// The shapes that a stretch may have: the one by which outputs depend on it, where that shows; or else all.
  private func guesses(_ stretch: Range<Int>) -> [Guess] {
    let plain = Parts.shapes(stretch.count).map { Guess(shape: $0) }
    // Where a slope could not be told there is no column.
    guard let all = block.scenes.first?.columns[block.position], all.count == count else {
      return plain
    }
    let columns = Array(all[stretch])
    let labels = Parts.components(columns)
    guard let shape = Parts.extents(labels.values), shape.count > 1 || labels.outputs.count > 1
    else { return plain }
    let outputs = evidence.map.outputShape == nil ? Parts.extents(labels.outputs) : nil
    guard shape.count > 1 || outputs?.count ?? 0 > 1 else { return plain }
    return [Guess(shape: shape, outputs: outputs)] + plain.filter { $0.shape != shape }
  }

  /// A row, and the matrices that so many values may be, those that are nearly square first.
  private static func shapes(_ count: Int) -> [[Int]] {
    let matrices = (2..<max(3, count / 2 + 1)).filter { count % $0 == 0 && count > $0 }
      .map { [$0, count / $0] }
    return [[count]] + matrices.sorted { max($0[0], $0[1]) < max($1[0], $1[1]) }
  }

  /// The shape of values beside those of known extents.
  private static func shape(_ count: Int, _ extents: [Int]) -> [Int] {
    if let side = (2...32).first(where: { $0 * $0 == count }) { return [side, side] }
    let last = extents.reversed().first { $0 > 1 && count > $0 && count % $0 == 0 }
    return last.map { [count / $0, $0] } ?? [count]
  }

  /// Which values, and which outputs, have to do with each other: a number for each, the same where they have.
  private static func components(_ columns: [[Double]]) -> (values: [Int], outputs: [Int]) {
    let outputs = columns.first?.count ?? 0
    var parent = Array(0..<columns.count + outputs)
    func root(_ i: Int) -> Int {
      var i = i
      while parent[i] != i {
        parent[i] = parent[parent[i]]
        i = parent[i]
      }
      return i
    }
    let largest = columns.reduce(0) { $1.reduce($0) { max($0, $1.magnitude) } }
    for (i, column) in columns.enumerated() {
      for (j, slope) in column.enumerated() where slope.magnitude > 1e-7 * largest {
        parent[root(columns.count + j)] = root(i)
      }
    }
    return (columns.indices.map { root($0) }, (0..<outputs).map { root(columns.count + $0) })
  }

  /// The extents of a block of which labels change along one axis and no other; nil where they do not.
  private static func extents(_ labels: [Int]) -> [Int]? {
    guard let first = labels.first else { return nil }
    let run = labels.firstIndex { $0 != first } ?? labels.count
    let period = labels[run...].firstIndex(of: first) ?? labels.count
    guard run < labels.count, labels.count % period == 0, period % run == 0 else { return nil }
    let isRegular = labels.indices.allSatisfy { labels[$0] == labels[$0 % period / run * run] }
    guard isRegular, Set(labels).count == period / run else { return nil }
    let shape = [labels.count / period, period / run, run].filter { $0 > 1 }
    return shape
  }
}
