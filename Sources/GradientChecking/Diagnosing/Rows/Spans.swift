import Foundation

/// What is missing or too much lies in the span of a few simple vectors in every row or channel, with
/// coefficients of its own: the derivative of a mean, a norm, a sum that everything is divided by.
///
/// Where the right gradient has no part along them and the given one has, it is missing; where the given one
/// has none and the right one has, it is too much.
struct Spans {
  let block: BlockEvidence

  private struct Row: Sendable {
    let quantity: String
    /// What the error is: "a constant".
    let words: String
    let missing: String
    let vectors: @Sendable (Sample, Field.Partition) -> [[Double]]?
  }

  private static let rows: [Row] = [
    Row(
      quantity: "1", words: "a constant",
      missing: "let the gradient pass through the mean or sum, with the right factor",
      vectors: { sample, _ in [sample.x.map { _ in 1 }] }),
    Row(
      quantity: "x", words: "a multiple of x itself",
      missing: "let the gradient pass through the norm, with the right factor",
      vectors: { sample, _ in [sample.x] }),
    Row(
      quantity: "y", words: "a multiple of the output",
      missing:
        "let the gradient pass through the norm or sum that all is divided by, with the right factor",
      vectors: { sample, _ in output(sample).map { [$0] } }),
    Row(
      quantity: "x̂", words: "a multiple of x − μ",
      missing: "let the gradient pass through the variance or norm, with the right factor",
      vectors: { sample, partition in [centered(sample.x, partition)] }),
    Row(
      quantity: "1 and x̂", words: "a constant and a multiple of x − μ",
      missing: "let the gradient pass through the mean and the variance, with the right factors",
      vectors: { sample, partition in [sample.x.map { _ in 1 }, centered(sample.x, partition)] }),
  ]

  func diagnosis() -> Search.Explanation? {
    guard block.isComplete else { return nil }
    var best: Search.Explanation?
    var lowest = Double.infinity
    for partition in Field.Partition.all(block.variable.shape) {
      for row in Spans.rows {
        var (told, free) = (0, 0)
        var (left, whole) = (0.0, 0.0)
        var (inRight, inGiven, size) = (0.0, 0.0, 0.0)
        var fits = true
        for sample in block.samples {
          guard let own = row.vectors(sample, partition),
            let part = Spans.unexplained(sample, by: own, in: partition)
          else {
            fits = false
            break
          }
          told += part.told
          free += part.free
          left += part.rest
          whole += part.size
          inRight += part.right
          inGiven += part.given
          size += part.all
        }
        // A number a group: three at least for each that is free.
        guard fits, whole > 0, told >= 3 * free else { continue }
        let bits = 7 * Double(min(24, told - free)) - 8
        guard bits >= Fit.likely, Double(free) < lowest else { continue }
        lowest = Double(free)
        let isMissing = inRight <= 1e-8 * size
        let isTooMuch = inGiven <= 1e-8 * size
        let words = row.words.replacingOccurrences(of: "x", with: block.variable.name)
        let vectors = words.replacingOccurrences(of: "a multiple of ", with: "")
        let each = "each \(partition.name)"
        let finding =
          isMissing && !isTooMuch
          ? "has a part along \(vectors) in \(each), which the right one has not"
          : isTooMuch && !isMissing
            ? "has no part along \(vectors) in \(each), which the right one has"
            : "is off by \(words) in \(each)"
        best = (
          Diagnosis(
            [block.variable.name], .missingPart, row.quantity,
            unexplained: (left / whole).squareRoot(),
            bits >= Fit.certain && block.isConfirmed && isMissing != isTooMuch
              ? .certain : .likely,
            finding: finding,
            advice: isTooMuch && !isMissing
              ? "what comes from outside is a constant: do not differentiate it" : row.missing),
          9
        )
      }
    }
    return best
  }

  /// Each row or channel is multiplied by a number of its own, the same for every cotangent: a factor, slope or
  /// divisor. A single place always is, of a function with one output.
  func factors() -> Search.Explanation? {
    guard block.isComplete, block.coordinates.count > 1 else { return nil }
    let partitions = Field.Partition.all(block.variable.shape).filter { $0.groups.count > 1 }
    for partition in partitions {
      var all: [[Double?]] = []
      var (told, free) = (0, 0)
      for scene in block.scenes {
        let samples = block.samples.filter { $0.scene === scene }
        guard let factors = Spans.factors(samples, partition.groups, &told, &free) else { break }
        all.append(factors)
      }
      guard let first = all.first, all.count == block.scenes.count,
        7 * Double(min(24, told - free)) - 9 >= Fit.certain
      else { continue }
      let known = first.compactMap(\.self)
      let isConstant = all.allSatisfy { factors in
        zip(factors, first).allSatisfy { there, here in
          guard let there, let here else { return true }
          return (there - here).magnitude <= 1e-4 * here.magnitude
        }
      }
      let list =
        known.prefix(6).map { short($0) }.joined(separator: ", ") + (known.count > 6 ? ", …" : "")
      return (
        Diagnosis(
          [block.variable.name], isConstant ? .scale : .missingPart,
          "a factor for each \(partition.name)", block.isConfirmed ? .certain : .likely,
          finding:
            "is right but for a factor of its own in each \(partition.name), whatever comes from "
            + "above: \(list)" + (isConstant ? ", the same at every point" : " at this point"),
          advice: isConstant
            ? "look for sizes or weights that are left out, or taken in too much"
            : "look for a slope, a norm or another factor that is left out, taken in twice, or another's"
        ), 3 + Search.price(free: partition.groups.count)
      )
    }
    return nil
  }

  /// The factor of each group, nil where there is nothing to multiply; nil where one does not explain a group.
  private static func factors(
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
      told += group.count
      free += 1
    }
    // What is wrong in few of them has a place.
    return 2 * wrong > factors.count { $0 != nil } ? factors : nil
  }

  private static func output(_ sample: Sample) -> [Double]? {
    sample.scene.output.count == sample.variable.values.count ? sample.scene.output : nil
  }

  private static func centered(_ x: [Double], _ partition: Field.Partition) -> [Double] {
    var result = x
    for group in partition.groups {
      let mean = group.reduce(0) { $0 + x[$1] } / Double(group.count)
      for i in group { result[i] = x[i] - mean }
    }
    return result
  }

  /// What combinations of the vectors, others in every group, leave of the defect; nil where that is much.
  private static func unexplained(
    _ sample: Sample, by vectors: [[Double]], in partition: Field.Partition
  ) -> (
    told: Int, free: Int, rest: Double, size: Double, right: Double, given: Double, all: Double
  )? {
    let d = sample.defect
    guard d.allSatisfy(\.isFinite) else { return nil }
    let groups = partition.groups.filter { $0.contains { sample.isWrong[$0] } }
    var (rest, size, noise, right, given, all) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    var told = 0
    for group in groups {
      guard group.count > vectors.count else { return nil }
      told += group.count { sample.isWrong[$0] || sample.n[$0].magnitude > 4 * sample.e[$0] }
      let own = group.map { d[$0] }
      size += dot(own, own)
      noise += group.reduce(0) { $0 + sample.e[$1] * sample.e[$1] }
      all += group.reduce(0) { $0 + sample.n[$1] * sample.n[$1] + sample.a[$1] * sample.a[$1] }
      // Gram–Schmidt: at most two vectors.
      var left = own
      var basis: [[Double]] = []
      for vector in vectors {
        var v = group.map { vector[$0] }
        let before = dot(v, v)
        for b in basis {
          let part = dot(v, b)
          v = zip(v, b).map { $0 - part * $1 }
        }
        let length = dot(v, v)
        guard length > 1e-18 * before, length > 0 else { continue }
        let unit = v.map { $0 / length.squareRoot() }
        basis.append(unit)
        let part = dot(left, unit)
        left = zip(left, unit).map { $0 - part * $1 }
        let (n, a) = (dot(group.map { sample.n[$0] }, unit), dot(group.map { sample.a[$0] }, unit))
        right += n * n
        given += a * a
      }
      rest += dot(left, left)
    }
    let bound = max(1e-3 * size.squareRoot(), 4 * noise.squareRoot())
    guard size.squareRoot() > 8 * noise.squareRoot(), rest.squareRoot() <= bound else { return nil }
    return (told, vectors.count * groups.count, rest, size, right, given, all)
  }
}
