import Foundation

/// A stretch of values without a shape, as where several variables lie in one array: what is wrong with it,
/// looked at as a block of its own, which may be a matrix.
///
/// Its bounds and its shape are free to choose, and are paid for.
struct Stretches {
  let block: BlockEvidence
  let evidence: Evidence

  private static let longest = 256
  /// What costs more beside its bounds, in bits, is not taken before others were tried.
  private static let dear = 12.0

  func diagnosis() -> (Diagnosis, cost: Double)? {
    let count = block.coordinates.count
    let wrong = block.coordinates.indices.filter { i in
      block.samples.contains { $0.isWrong[i] }
    }
    guard block.variable.shape.count == 1, block.isComplete,
      let low = wrong.first, let high = wrong.last, high > low,
      high - low < Stretches.longest
    else { return nil }
    let bounds = 2 * log2(Double(count))
    let exact = low..<high + 1
    var best: (diagnosis: Diagnosis, cost: Double)?
    func take(_ diagnosis: Diagnosis, _ cost: Double) {
      if cost < best?.cost ?? .infinity { best = (diagnosis, cost) }
    }
    if exact.count < count, block.samples.allSatisfy({ $0.a[exact].allSatisfy { $0 == 0 } }) {
      return (
        diagnosis(
          exact, [exact.count], .zero, share: 1, 0, block.isConfirmed ? .certain : .likely),
        2 + log2(Double(count))
      )
    }
    for (number, shape) in shapes(exact.count).enumerated() {
      // The whole as it is has been looked at.
      if exact.count == count, number == 0 { continue }
      let price = (exact.count == count ? 0 : bounds) + log2(Double(number + 1))
      guard let part = part(exact, shape) else { continue }
      let rows = GradientRows.candidates(for: part, in: evidence) + exchanges(exact, part)
      if let fit = Selection.best(rows, for: part.samples),
        let confidence = fit.confidence(isConfirmed: block.isConfirmed, price: price)
      {
        take(
          diagnosis(exact, shape, fit.cause, share: fit.share, fit.unexplained, confidence),
          fit.cost + price)
      } else if let spans = Spans(block: part, isShapeKnown: number == 0).diagnosis() {
        let cause = Cause(spans.family, spans.quantity, spans.finding, spans.advice)
        take(
          diagnosis(exact, shape, cause, share: 1, spans.unexplained, spans.confidence), 9 + price)
      }
    }
    // Ends that stay where they are look right.
    for before in 0...2 {
      for after in 0...2
      where before + after > 0 && best?.cost ?? .infinity > bounds + Stretches.dear {
        let (low, high) = (low - before, high + after)
        guard low >= 0, high < count else { continue }
        for (number, shape) in shapes(high + 1 - low).enumerated() {
          let price = bounds + log2(Double(9 * (number + 1)))
          guard let part = part(low..<high + 1, shape),
            let fit = Selection.best(
              GradientRows.layouts(part, evidence), for: part.samples),
            let confidence = fit.confidence(isConfirmed: block.isConfirmed, price: price)
          else { continue }
          take(
            diagnosis(
              low..<high + 1, shape, fit.cause, share: fit.share, fit.unexplained, confidence),
            fit.cost + price)
        }
      }
    }
    return best
  }

  private func diagnosis(
    _ stretch: Range<Int>, _ shape: [Int], _ cause: Cause, share: Double, _ unexplained: Double,
    _ confidence: Diagnosis.Confidence
  ) -> Diagnosis {
    let count = block.coordinates.count
    let matrix = shape.count > 1 ? ", taken for \(shape[0]) by \(shape[1])" : ""
    let place =
      stretch.count == count
      ? nil
      : stretch.lowerBound == 0
        ? "the first \(stretch.count) entries"
        : stretch.upperBound == count
          ? "the last \(stretch.count) entries"
          : "entries \(stretch.lowerBound) to \(stretch.upperBound - 1)"
    let name = block.variable.name
    return Diagnosis(
      [name], cause.family, [place, cause.quantity].compactMap { $0 }.joined(separator: " · "),
      factor: cause.factor, share: share, unexplained: unexplained, confidence,
      finding: place.map { "is wrong only in \($0) of \(name)\(matrix), where it \(cause.finding)" }
        ?? "\(cause.finding)\(matrix)",
      advice: cause.advice)
  }

  /// A row, and the matrices that so many values may be.
  private func shapes(_ count: Int) -> [[Int]] {
    [[count]]
      + (2..<max(3, count / 2 + 1)).filter { count % $0 == 0 && count > $0 }
      .map { [$0, count / $0] }
  }

  /// The gradient of another stretch in the place of this one's.
  private func exchanges(_ stretch: Range<Int>, _ part: BlockEvidence) -> [Candidate] {
    let name = block.variable.name
    let half = stretch.count / 2
    let halves = Candidate(
      3, .exact,
      { _ in
        Cause(
          .layout, "halves exchanged", "has its two halves exchanged",
          "return each variable's gradient in its own place")
      }
    ) { sample in
      sample.n.count == 2 * half ? Array(sample.n[half...] + sample.n[..<half]) : nil
    }
    return [halves]
      + (0...block.coordinates.count - stretch.count).filter { $0 != stretch.lowerBound }.map {
        other in
        Candidate(
          6, .exact,
          { _ in
            Cause(
              .layout, "blocks exchanged",
              "is the gradient of \(name)[\(other)…\(other + stretch.count - 1)]",
              "return each variable's gradient in its own place")
          }
        ) { sample in
          part.samples.firstIndex { $0 === sample }.map {
            Array(block.samples[$0].n[other..<other + stretch.count])
          }
        }
      }
  }

  /// A stretch as a block of its own.
  private func part(_ stretch: Range<Int>, _ shape: [Int]) -> BlockEvidence? {
    let whole = block.variable
    let bounds = [0..<stretch.lowerBound, stretch, stretch.upperBound..<whole.values.count]
      .filter { !$0.isEmpty }
    guard let own = bounds.firstIndex(of: stretch) else { return nil }
    let position = block.position + own
    func split<T>(_ blocks: [T], _ part: (T, Range<Int>) -> T) -> [T] {
      blocks.enumerated().flatMap { place, values in
        place == block.position ? bounds.map { part(values, $0) } : [values]
      }
    }
    var scenes: [Scene] = []
    let samples = block.samples.map { sample -> Sample in
      let scene = sample.scene
      let parts = Scene(
        split(scene.variables) { variable, bounds in
          Variable(
            "\(variable.name)[\(bounds.lowerBound)…\(bounds.upperBound - 1)]",
            shape: bounds == stretch ? shape : nil, role: variable.role,
            values: Array(variable.values[bounds]))
        }, scene.outputShapes, Point(split(scene.point.blocks) { Array($0[$1]) }), scene.output,
        isShuffled: scene.isShuffled)
      parts.columns = split(scene.columns) { $0.isEmpty ? [] : Array($0[$1]) }
      parts.error = split(scene.error) { error, _ in error }
      scenes.append(parts)
      return Sample(
        parts, position, parts.variables[position], Array(0..<stretch.count), sample.cotangent,
        Point(split(sample.gradient.blocks) { Array($0[$1]) }), n: Array(sample.n[stretch]),
        e: Array(sample.e[stretch]), isWrong: Array(sample.isWrong[stretch]),
        isOnKink: sample.isTelling[stretch].map { !$0 }, describe: { nil })
    }
    return BlockEvidence(
      position: position, variable: samples[0].variable, coordinates: Array(0..<stretch.count),
      isOnKink: Array(block.isOnKink[stretch]), jumps: [], isSuspect: true, samples: samples,
      scenes: scenes)
  }
}
