import Foundation

/// What is missing or too much lies in the span of a few simple vectors in every row or channel, with
/// coefficients of its own: the derivative of a mean, a norm, a sum that everything is divided by, or a product
/// with another variable.
///
/// Where the right gradient has no part along them and the given one has, it is missing; where the given one
/// has none and the right one has, it is too much.
struct Spans {
  let block: BlockEvidence

  private struct Row {
    let quantity: String
    /// What the error is: "a constant".
    let words: String
    let missing: String
    let vectors: (Sample, Field.Partition) -> [[Double]]?
  }

  private var rows: [Row] { own + others }

  private var own: [Row] {
    let x = block.variable.name
    return [
      Row(
        quantity: "1", words: "a constant",
        missing: "let the gradient pass through the mean or sum, with the right factor",
        vectors: { sample, _ in [sample.x.map { _ in 1 }] }),
      Row(
        quantity: "x", words: "a multiple of \(x) itself",
        missing: "let the gradient pass through the norm, with the right factor",
        vectors: { sample, _ in [sample.x] }),
      Row(
        quantity: "y", words: "a multiple of the output",
        missing:
          "let the gradient pass through the norm or sum that all is divided by, with the right factor",
        vectors: { sample, _ in Spans.output(sample).map { [$0] } }),
      Row(
        quantity: "x̂", words: "a multiple of \(x) − μ",
        missing: "let the gradient pass through the variance or norm, with the right factor",
        vectors: { sample, partition in [Spans.centered(sample.x, partition)] }),
      Row(
        quantity: "1 and x̂", words: "a constant and a multiple of \(x) − μ",
        missing: "let the gradient pass through the mean and the variance, with the right factors",
        vectors: { sample, partition in
          [sample.x.map { _ in 1 }, Spans.centered(sample.x, partition)]
        }),
    ]
  }

  /// Along another variable, and along both.
  private var others: [Row] {
    let x = block.variable.name
    return block.samples[0].fields.enumerated().filter { $0.element.kind == .variable }.flatMap {
      number, field -> [Row] in
      let missing =
        "let the gradient pass through the product or distance of \(x) and \(field.name), with the right factor"
      return [
        Row(
          quantity: field.symbol, words: "a multiple of \(field.name)", missing: missing,
          vectors: { sample, _ in sample.values(field, at: number).map { [$0] } }),
        Row(
          quantity: "x and \(field.symbol)",
          words: "a multiple of \(x) and a multiple of \(field.name)", missing: missing,
          vectors: { sample, _ in sample.values(field, at: number).map { [sample.x, $0] } }),
      ]
    }
  }

  func diagnosis() -> Search.Explanation? {
    guard block.isComplete else { return nil }
    var best: (Search.Explanation, free: Int)?
    let rows = self.rows
    var tried = 0
    for partition in Field.Partition.every(block.variable.shape) {
      for row in rows {
        tried += 1
        var sums = Sums()
        // Half as many numbers again as are free, at least. Of what is always so nothing is told.
        guard
          block.samples.allSatisfy({ sample in
            row.vectors(sample, partition).map { sums.add(sample, $0, partition) } ?? false
          }), sums.size > 0, sums.size.isFinite, sums.rest.isFinite, 2 * sums.told >= 3 * sums.free,
          sums.along.right < (1 - 1e-6) * sums.right || sums.right == 0
        else { continue }
        let bits = 7 * Double(min(24, sums.told - sums.free)) - 8 - log2(Double(tried))
        guard bits >= Fit.likely, sums.free < best?.free ?? .max else { continue }
        let isMissing = sums.along.right <= 1e-8 * (sums.right + sums.given)
        let isTooMuch = sums.along.given <= 1e-8 * (sums.right + sums.given)
        let vectors = row.words.replacingOccurrences(of: "a multiple of ", with: "")
        let each = "each \(partition.name)"
        let finding =
          switch (isMissing, isTooMuch) {
          case (true, false): "has a part along \(vectors) in \(each), which the right one has not"
          case (false, true): "has no part along \(vectors) in \(each), which the right one has"
          default: "is off by \(row.words) in \(each)"
          }
        let diagnosis = Diagnosis(
          [block.variable.name], .missingPart, row.quantity,
          unexplained: (sums.rest / sums.size).squareRoot(),
          bits >= Fit.certain && block.isConfirmed && isMissing != isTooMuch ? .certain : .likely,
          finding: finding,
          advice: isTooMuch && !isMissing
            ? "what comes from outside is a constant: do not differentiate it" : row.missing)
        best = ((diagnosis, 9), sums.free)
      }
    }
    return best?.0
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

  /// What combinations of vectors, others in every group, leave of the errors of all samples.
  private struct Sums {
    /// How many numbers are explained, by how many that are free.
    var (told, free) = (0, 0)
    /// The squares of what is left of the error, and of the error.
    var (rest, size) = (0.0, 0.0)
    /// The squares of both gradients, and of their parts along the vectors.
    var (right, given) = (0.0, 0.0)
    var along = (right: 0.0, given: 0.0)

    /// - Returns: false where much is left.
    mutating func add(_ sample: Sample, _ vectors: [[Double]], _ partition: Field.Partition) -> Bool
    {
      guard sample.defect.allSatisfy(\.isFinite) else { return false }
      let groups = partition.groups.filter { $0.contains { sample.isWrong[$0] } }
      var (own, ownRest, noise) = (0.0, 0.0, 0.0)
      for group in groups {
        guard group.count > vectors.count else { return false }
        told += group.count { sample.isWrong[$0] || sample.n[$0].magnitude > 4 * sample.e[$0] }
        var left = group.map { sample.defect[$0] }
        let (a, n) = (group.map { sample.a[$0] }, group.map { sample.n[$0] })
        own += dot(left, left)
        noise += group.reduce(0) { $0 + sample.e[$1] * sample.e[$1] }
        (right, given) = (right + dot(n, n), given + dot(a, a))
        // Gram–Schmidt: at most two vectors.
        var basis: [[Double]] = []
        for vector in vectors {
          var v = group.map { vector[$0] }
          let before = dot(v, v)
          for b in basis { v = zip(v, b).map { [part = dot(v, b)] in $0 - part * $1 } }
          let length = dot(v, v)
          guard length > 1e-18 * before, length > 0 else { continue }
          let unit = v.map { $0 / length.squareRoot() }
          basis.append(unit)
          left = zip(left, unit).map { [part = dot(left, unit)] in $0 - part * $1 }
          along.right += dot(n, unit) * dot(n, unit)
          along.given += dot(a, unit) * dot(a, unit)
        }
        ownRest += dot(left, left)
      }
      free += vectors.count * groups.count
      (size, rest) = (size + own, rest + ownRest)
      return own.squareRoot() > 8 * noise.squareRoot()
        && ownRest.squareRoot() <= max(1e-3 * own.squareRoot(), 4 * noise.squareRoot())
    }
  }
}
