/// Finds the entries that make a random direction disagree, by halving.
///
/// The defect of a direction, the analytic less the numeric derivative along it, is the sum of the
/// defects of its two halves. The larger half of it is followed, down to a single coordinate, whose
/// own check then has the last word: some six evaluations a halving. A found entry is mended in a
/// copy of the gradient, and what is still wrong is looked for again.
struct Bisection {
  let block: BlockCheck
  /// The direction that disagrees.
  let direction: [Double]

  private static let limit = 5

  /// What was found.
  struct Result: Sendable {
    /// The wrong entries, each with its own check.
    var entries: [(coordinate: Int, derivative: Derivative)] = []
    /// Where another one must be, if noise or kinks kept it from being found.
    var narrowed: Range<Int>?
  }

  func run(along line: inout Line) throws -> Result {
    var result = Result()
    var gradient = block.gradient
    while result.entries.count < Bisection.limit {
      let whole = try block.derivative(alongRandom: direction, gradient: gradient, line: &line)
      guard whole.status == .disagree else { break }
      let range = try narrow(whole, gradient, along: &line)
      guard range.count == 1,
        case let derivative = try block.derivative(coordinate: range.lowerBound, along: &line),
        derivative.status == .disagree, derivative.numeric.isFinite,
        gradient[range.lowerBound] != derivative.numeric
      else {
        result.narrowed = range
        break
      }
      result.entries.append((range.lowerBound, derivative))
      gradient[range.lowerBound] = derivative.numeric
    }
    return result
  }

  /// The smallest range that must hold most of the defect.
  private func narrow(
    _ whole: Derivative, _ gradient: [Double], along line: inout Line
  ) throws -> Range<Int> {
    var range = direction.indices
    var defect = whole.analytic - whole.numeric
    while range.count > 1 {
      let middle = range.lowerBound + range.count / 2
      var half = [Double](repeating: 0, count: direction.count)
      half.replaceSubrange(range.lowerBound..<middle, with: direction[range.lowerBound..<middle])
      let resolution = defect.magnitude / (2 * Policy.refutation)
      guard let numeric = try block.limit(along: half, resolution: resolution, line: &line),
        numeric.error < defect.magnitude / 2
      else { return range }
      let first = dot(gradient, half) - numeric.value
      let second = defect - first
      if first.magnitude >= second.magnitude {
        (range, defect) = (range.lowerBound..<middle, first)
      } else {
        (range, defect) = (middle..<range.upperBound, second)
      }
    }
    return range
  }
}
