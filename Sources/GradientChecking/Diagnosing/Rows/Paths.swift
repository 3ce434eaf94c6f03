import Foundation
import GSL

/// One of several ways on which a block acts: what it contributes together with another variable is lost, counted
/// twice, or all that is left.
///
/// Where x meets W in a product, whatever is made of that, the part of x's gradient that comes through it is known
/// by its sums: Σ x·∂x = Σ W·∂W along an axis that both share; of a quotient they are the same but for the sign.
struct Paths {
  let block: BlockEvidence
  let evidence: Evidence

  /// What sums of some numbers of the wrong gradient are, and what they would be by each variable's share.
  private struct Equations {
    let wrong: [Double]
    let right: [Double]
    let shares: [(name: String, values: [Double])]
    var error: [Double] { zip(wrong, right).map { $0 - $1 } }
  }

  private static let tolerance = 1e-5
  private static let cost = 7.0

  func diagnosis() -> Search.Explanation? {
    guard block.isComplete else { return nil }
    let others = evidence.blocks.filter { $0.position != block.position && $0.isComplete }
    // Along an axis ways are told apart that are alike in all.
    let axes = block.variable.shape.indices.filter { block.variable.shape[$0] > 1 }
      .reversed().map { Optional($0) }
    var tried = 1
    for axis in axes + [nil] {
      guard let equations = equations(axis, others) else { continue }
      tried += 2 * equations.shares.count * equations.shares.count
      guard let (names, kept) = solution(equations) else { continue }
      let bits = 7 * Double(min(24, equations.wrong.count)) - 8 - log2(Double(tried))
      guard bits >= Fit.likely else { continue }
      let list = names.joined(separator: " and ")
      let name = block.variable.name
      let part = "what \(name) contributes in its product with \(list)"
      let words =
        switch kept {
        case .lost: "lacks \(part)"
        case .lostOrNegative: "lacks \(part), or has it with the wrong sign"
        case .twice:
          "has \(part) twice, or lacks what it contributes where it divides or is divided by \(list)"
        case .only: "has only \(part)"
        }
      return (
        Diagnosis(
          [block.variable.name], .missingPart, "path through \(list)",
          bits >= Fit.certain && block.isConfirmed ? .certain : .likely,
          finding: words,
          advice: "add up what comes back from each use of \(block.variable.name), each once"),
        Paths.cost
      )
    }
    return nil
  }

  private enum Kept { case lost, lostOrNegative, twice, only }

  /// The variables by whose shares alone the sums are wrong.
  private func solution(_ equations: Equations) -> (names: [String], Kept)? {
    let error = equations.error
    func isNear(_ a: [Double], _ factor: Double, _ b: [Double]) -> Bool {
      let d = zip(a, b).map { $0 - factor * $1 }
      return dot(d, d).squareRoot() <= Paths.tolerance * dot(a, a).squareRoot()
    }
    let sizes = [error, equations.wrong].map { dot($0, $0).squareRoot() }
    guard sizes[0] > 1e-3 * dot(equations.right, equations.right).squareRoot() else { return nil }
    let singles = equations.shares.map { ([$0.name], $0.values) }
    let pairs = equations.shares.indices.flatMap { i in
      equations.shares[(i + 1)...].map { other in
        (
          [equations.shares[i].name, other.name],
          zip(equations.shares[i].values, other.values).map { $0 + $1 }
        )
      }
    }
    // What is all there is tells nothing of ways, nor do parts that cancel.
    let ways = (singles + pairs).filter {
      isPart($0.1, of: equations.right) && !isNear($0.1, 1, equations.right)
    }
    /// The one way of which something holds; nil where it holds of several.
    func only(_ ways: [([String], [Double])], _ holds: ([Double]) -> Bool) -> [String]? {
      let found = Set(ways.filter { holds($0.1) }.map(\.0))
      return found.count == 1 ? found.first : nil
    }
    if let names = only(ways, { isNear(error, -1, $0) }) { return (names, .lost) }
    if sizes[1] > 0, let names = only(ways, { isNear(equations.wrong, 1, $0) }) {
      return (names, .only)
    }
    // Of a square the share is half.
    let few = ways.filter { $0.0.count == 1 }
    if let names = only(few, { isNear(error, 1, $0) }) { return (names, .twice) }
    return only(few) { isNear(error, -2, $0) }.map { ($0, .lostOrNegative) }
  }

  /// Whether the sums of the right gradient are no sums of 0 by which something cancels.
  private func isPart(_ share: [Double], of right: [Double]) -> Bool {
    let count = max(1, right.count / block.samples.count)
    /// The sums of each sample, over all of its axis.
    func totals(_ values: [Double]) -> [Double] {
      stride(from: 0, to: values.count, by: count).map { values[$0..<$0 + count].reduce(0, +) }
    }
    return [{ $0 }, totals].allSatisfy { (sums: ([Double]) -> [Double]) in
      let (own, all) = (sums(share), sums(right))
      return dot(own, own) > 0 && dot(all, all) > 1e-6 * dot(own, own)
    }
  }

  private func equations(_ axis: Int?, _ others: [BlockEvidence]) -> Equations? {
    let extent = axis.map { block.variable.shape[$0] }
    // Of one output the sum of all may be a degree, and so the same for many variables.
    if extent == nil, evidence.cotangent.count == 1 { return nil }
    let grid = Grid(block.variable.shape)
    /// Sums of what is given at each place, along all axes but one.
    func sums(_ values: [Double], _ grid: Grid, _ axis: Int?) -> [Double] {
      guard let axis else { return [values.reduce(0, +)] }
      var sums = [Double](repeating: 0, count: grid.shape[axis])
      for (i, value) in values.enumerated() { sums[grid.index(i, along: axis)] += value }
      return sums
    }
    func weighted(_ gradient: [Double], _ values: [Double]) -> [Double] {
      zip(gradient, values).map { $0 * $1 }
    }
    func own(_ gradient: [Double], _ sample: Sample) -> [Double] {
      sums(weighted(gradient, sample.x), grid, axis)
    }
    var shares: [(String, [Double])] = []
    for other in others {
      let axes: [Int?] =
        extent.map { extent in
          other.variable.shape.indices.filter { other.variable.shape[$0] == extent }.map { $0 }
        } ?? [nil]
      for place in axes {
        let values = block.samples.map { sample in
          other.right(for: sample).map {
            sums(
              weighted($0, sample.scene.point[other.position]), Grid(other.variable.shape), place)
          }
        }
        guard !values.contains(where: { $0 == nil }) else { continue }
        shares.append((other.variable.name, values.flatMap { $0 ?? [] }))
      }
    }
    guard !shares.isEmpty else { return nil }
    return Equations(
      wrong: block.samples.flatMap { own($0.a, $0) },
      right: block.samples.flatMap { own($0.n, $0) }, shares: shares)
  }
}
