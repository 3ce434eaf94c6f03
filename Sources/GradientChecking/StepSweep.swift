import Foundation
import GSL

/// The error of plain differences against their step.
///
/// For a right gradient of a smooth function the error of the central difference falls with the square
/// of the step until rounding takes over, and then rises with its inverse: a V. For a wrong gradient it
/// stays flat at the size of the mistake.
public struct StepSweep: Sendable, Codable, Equatable {
  /// What one step gives, over the sampled coordinates of a block.
  public struct Point: Sendable, Codable, Equatable {
    public let step: Double
    /// Infinite where the gradient or the difference is not a finite number.
    @ReportedNumber public var medianRelativeError: Double
    @ReportedNumber public var worstRelativeError: Double
  }

  /// The sweep of one variable.
  public struct Block: Sendable, Codable, Equatable {
    public let name: String
    /// By descending step; those so small that nothing moves are left out.
    public let points: [Point]

    /// The least worst error that any step reaches.
    public var floor: Double { points.map(\.worstRelativeError).min() ?? 0 }

    /// The exponent with which the worst error falls as the step shrinks, before rounding takes over:
    /// 2 for a right gradient by central differences, 0 for a wrong one. Nil where the error is
    /// rounding from the largest step on, as it is for a linear function.
    public var slope: Double? {
      let errors = points.map(\.worstRelativeError)
      guard let least = errors.firstIndex(of: floor) else { return nil }
      // Large steps may lie outside of where the leading term rules, and the floor is noise.
      let falling = points[..<least].filter {
        $0.worstRelativeError < 0.1 && $0.worstRelativeError > 30 * floor
      }
      guard let first = falling.first, let last = falling.last, falling.count >= 3 else {
        return nil
      }
      return Foundation.log(first.worstRelativeError / last.worstRelativeError)
        / Foundation.log(first.step / last.step)
    }
  }

  public let subject: String
  public let method: DifferenceMethod
  public let blocks: [Block]

  /// 1e-1, 1e-1.5, … 1e-12.
  public static let steps = (2...24).map { pow(10, -Double($0) / 2) }
  private static let samples = 50

  /// Sweeps the steps over up to 50 coordinates of each variable.
  ///
  /// - Throws: what the function throws, or `CancellationError` where `monitor` asks to stop.
  public init(
    of map: some DifferentiableMap, named subject: String, method: DifferenceMethod,
    seed: UInt64, threads: Int? = nil, monitor: CheckMonitor = CheckMonitor()
  ) throws {
    try map.variables.requireDistinctNames()
    let problem = try Problem(map, seed: seed)
    let sizes = (problem.point.blocks.map(\.count), problem.gradient.blocks.map(\.count))
    guard sizes.0 == sizes.1 else {
      throw ContractError.gradientShape(expected: sizes.0, got: sizes.1)
    }
    var blocks: [Block] = []
    for (position, variable) in map.variables.enumerated() {
      let coordinates = Sampling(limit: StepSweep.samples, isExhaustive: false)
        .coordinates(of: variable, key: problem.key.derived(-1 - position))
      let errors = try Jobs(threads: map.allowsConcurrentEvaluation ? threads : 1, monitor: monitor)
        .run(coordinates, startingWith: problem.line) { coordinate, line in
          line.aim(variable: position, coordinate: coordinate, of: variable.values)
          let analytic = problem.gradient[position][coordinate]
          return try StepSweep.steps.map { step -> Double? in
            let h = line.representable(step * line.scale)
            guard h > 0 else { return nil }
            let error = relativeError(
              analytic, try method.derivative(step: h) { try line.change($0) })
            return error.isFinite ? error : .infinity
          }
        }
      blocks.append(
        Block(
          name: variable.name,
          points: StepSweep.steps.enumerated().compactMap { index, step in
            let column = errors.compactMap { $0[index] }
            guard let median = Statistics.median(column), let worst = column.max() else {
              return nil
            }
            // Between two infinities lies, for the median, no number.
            return Point(
              step: step, medianRelativeError: median.isNaN ? .infinity : median,
              worstRelativeError: worst)
          }))
    }
    self.subject = subject
    self.method = method
    self.blocks = blocks
  }
}
