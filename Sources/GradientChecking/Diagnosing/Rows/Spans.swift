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
    var best: Search.Explanation?
    var lowest = Double.infinity
    let rows = self.rows
    var tried = 0
    for partition in Field.Partition.every(block.variable.shape) {
      for row in rows {
        tried += 1
        var (told, free) = (0, 0)
        var (left, whole) = (0.0, 0.0)
        var (inRight, inGiven, size, right) = (0.0, 0.0, 0.0, 0.0)
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
          right += part.allRight
        }
        // Half as many numbers again as are free, at least. Of what is always so nothing is told.
        guard fits, whole > 0, whole.isFinite, left.isFinite, 2 * told >= 3 * free,
          inRight < (1 - 1e-6) * right || right == 0
        else {
          continue
        }
        let bits = 7 * Double(min(24, told - free)) - 8 - log2(Double(tried))
        guard bits >= Fit.likely, Double(free) < lowest else { continue }
        lowest = Double(free)
        let isMissing = inRight <= 1e-8 * size
        let isTooMuch = inGiven <= 1e-8 * size
        let vectors = row.words.replacingOccurrences(of: "a multiple of ", with: "")
        let each = "each \(partition.name)"
        let finding =
          isMissing && !isTooMuch
          ? "has a part along \(vectors) in \(each), which the right one has not"
          : isTooMuch && !isMissing
            ? "has no part along \(vectors) in \(each), which the right one has"
            : "is off by \(row.words) in \(each)"
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
    told: Int, free: Int, rest: Double, size: Double, right: Double, given: Double, all: Double,
    allRight: Double
  )? {
    let d = sample.defect
    guard d.allSatisfy(\.isFinite) else { return nil }
    let groups = partition.groups.filter { $0.contains { sample.isWrong[$0] } }
    var (rest, size, noise, right, given, all, allRight) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    var told = 0
    for group in groups {
      guard group.count > vectors.count else { return nil }
      told += group.count { sample.isWrong[$0] || sample.n[$0].magnitude > 4 * sample.e[$0] }
      let own = group.map { d[$0] }
      size += dot(own, own)
      noise += group.reduce(0) { $0 + sample.e[$1] * sample.e[$1] }
      let squares = group.reduce(0) { $0 + sample.n[$1] * sample.n[$1] }
      allRight += squares
      all += squares + group.reduce(0) { $0 + sample.a[$1] * sample.a[$1] }
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
    return (told, vectors.count * groups.count, rest, size, right, given, all, allRight)
  }
}
