import Synchronization

/// A line whose samples several others share: those along which single outputs are looked at.
///
/// What one of them samples anew is there for the next.
final class SampledLine: Sendable {
  private let line: Mutex<Line>

  init(_ line: Line) { self.line = Mutex(line) }

  func sample(_ t: Double) throws -> Line.Sample { try line.withLock { try $0.sample(t) } }

  /// The line with all that was sampled.
  var value: Line { line.withLock { $0 } }
}

/// One output of a map near a point, along a line that all outputs are sampled along at once.
struct EntryNeighborhood: Neighborhood {
  let samples: SampledLine
  /// The output's place among those that the displacement reaches; nil where it is not among them.
  let place: Int?
  /// The output at the point.
  let value: Double

  mutating func evaluate(_ displacement: Displacement, step: Double) throws -> Evaluation {
    let sample = try samples.sample(step)
    return Evaluation([place.map { sample.output[$0] } ?? value], branches: sample.branches)
  }
}
