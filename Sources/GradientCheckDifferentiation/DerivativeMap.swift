import GradientChecking
import _Differentiation

/// A `@differentiable(reverse)` function, as the checker sees it.
///
/// Beside what every map is asked it is asked what the callers of its kind rely on: that the value which comes
/// with the pullback is that of the plain call; that a pullback may be called again; that `.zero` is
/// pulled back to zero, and so is a cotangent full of zeros, which of an array is another one.
///
/// A pullback that traps cannot be caught: it ends the process, with the place of the trap.
public struct DerivativeMap: DifferentiableMap, @unchecked Sendable {
  // Unchecked because the function need not be Sendable; it is called on the thread of the check alone.
  public let variables: [Variable]
  public let precision: Precision
  public let allowsConcurrentEvaluation = false

  private let name: String
  private let fixed: [(range: Range<Int>, blocks: [[Double]])]
  private let value: (Point) -> [CoordinateBlock]
  private let pullback: ([Double], Point) -> [[Double]]
  private let probes: (Point) -> [ContractProbe]

  /// A function of arguments that are made from a point, by a call and by a linearization.
  init<Result: Coordinated>(
    _ name: String, _ arguments: [Arguments.Entry],
    call: @escaping (Point) -> Result,
    linearization: @escaping (Point) -> (Result, (Result.TangentVector) -> [[Double]])
  ) {
    self.name = name
    variables = arguments.flatMap(\.variables)
    fixed = arguments.compactMap(\.fixed)
    precision =
      Result.precision == .float || arguments.contains { $0.precision == .float } ? .float : .double
    value = { call($0).blocks }
    pullback = { cotangent, point in
      let (result, pullback) = linearization(point)
      return pullback(result.tangent(cotangent.split(as: result.blocks)[...]))
    }
    let unit = precision.unitRoundoff
    probes = { point in
      LinearizationProbes(
        plain: call(point), linearization: linearization(point), tolerance: 1e4 * unit
      ).run()
    }
  }

  public func evaluate(at point: Point) -> Evaluation {
    Evaluation(value(point).flatMap(\.values))
  }

  /// - Throws: where an argument is a point of a manifold, and not the one at which the map was made.
  public func pullback(of cotangent: [Double], at point: Point) throws -> Point {
    guard fixed.allSatisfy({ Array(point.blocks[$0.range]) == $0.blocks }) else {
      throw CurvedSpace()
    }
    return Point(pullback(cotangent, point))
  }

  public var outputShape: [Int]? {
    let blocks = value(Point(variables.map(\.values)))
    return blocks.count == 1 ? blocks[0].shape : nil
  }

  public func additionalProbes(at point: Point) -> [ContractProbe] { probes(point) }
}

/// Tangent vectors elsewhere are not those by which a value was moved there.
private struct CurvedSpace: Error, CustomStringConvertible {
  var description: String { "a gradient on a manifold is known where it stands alone" }
}

extension DerivativeMap: CustomStringConvertible {
  public var description: String { name }
}

extension [Double] {
  /// The numbers in blocks of these sizes, one after the other.
  func split(as blocks: [CoordinateBlock]) -> [[Double]] {
    var start = startIndex
    return blocks.map { block in
      defer { start += block.values.count }
      return Array(self[start..<start + block.values.count])
    }
  }
}
