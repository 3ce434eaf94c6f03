import Foundation
import GSL

/// A map at the point of its check, contracted to one number, with its analytic gradient.
struct Problem: Sendable {
  let point: Point
  let base: Evaluation
  /// What the outputs are contracted with: 1 for a scalar function, which is its own objective;
  /// independent normals for a vector, never ones, under which the gradients of softmax and batch
  /// norm vanish.
  let cotangent: [Double]
  let gradient: Point
  /// The gradient at ``elsewhere``; nil where the function is not defined there, or not asked.
  let gradientElsewhere: Point?
  /// What evaluates points near by.
  let neighborhood: any Neighborhood
  let line: Line
  let key: RandomKey

  /// - Parameters:
  ///   - given: The cotangent to use, nil for a random one.
  ///   - isPart: Whether the map is part of one that has been called elsewhere.
  ///   - usesShortcuts: Whether the map's own neighborhood is used, or one that leaves out nothing.
  init(
    _ map: some DifferentiableMap, seed: UInt64, cotangent given: [Double]? = nil,
    usesShortcuts: Bool = true, isPart: Bool = false
  ) throws {
    key = RandomKey(seed)
    point = Point(map.variables)
    // What is kept from a first call is then kept from another point, and wrong where it is
    // checked.
    let elsewhere = isPart ? nil : Problem.point(near: point, key)
    if let elsewhere { _ = try Problem.ifDefined { try map.evaluate(at: elsewhere) } }
    base = try map.evaluate(at: point)
    cotangent =
      if let given { given } else if map is any DifferentiableFunction { [1] } else {
        GradientChecker.cotangent(base.output.count, seed: seed)
      }
    guard cotangent.count == base.output.count else {
      throw ContractError.cotangentCount(expected: base.output.count, got: cotangent.count)
    }
    let cotangent = cotangent
    gradientElsewhere = try elsewhere.flatMap { elsewhere in
      try Problem.ifDefined { try map.pullback(of: cotangent, at: elsewhere) }
    }
    gradient = try map.pullback(of: cotangent, at: point)
    neighborhood =
      usesShortcuts ? try map.neighborhood(of: point) : PlainNeighborhood(of: point, map: map)
    line = Line(
      from: base, cotangent: cotangent, in: neighborhood, precision: map.precision)
    influences = Influence.each(of: gradient, at: point, output: line.outputSize)
  }

  /// What the values of each block do to the function.
  let influences: [Influence]

  /// What values do to the function: of one whose gradient is 0, as much as it is, but no more than
  /// 1.
  var influence: Double {
    influences.reduce(min(1, line.outputSize)) { max($0, $1.largest) }
  }

  /// What `body` gives at a point where the function need not be defined; nil where it is not.
  static func ifDefined<Result>(_ body: () throws -> Result) throws -> Result? {
    do {
      return try body()
    } catch let error as any UnrecoverableError {
      throw error
    } catch {
      return nil
    }
  }

  /// A point in the neighborhood that differs in every value.
  var elsewhere: Point { Problem.point(near: point, key) }

  /// The point on the other side of this one, as far away.
  var opposite: Point { Problem.point(near: point, key, side: -1) }

  private static func point(near point: Point, _ key: RandomKey, side: Double = 1) -> Point {
    Point(
      point.blocks.enumerated().map { position, block in
        var moved = key.derived(1).derived(position).uniforms(block.count)
        for i in moved.indices {
          moved[i] = block[i] + side * 1e-2 * (0.5 + moved[i]) * max(1, block[i].magnitude)
        }
        return moved
      })
  }

  /// Whether the blocks of `map` are as long as they were at first. Where they are not, the probes
  /// say that its variables have changed, and nothing more can be found out at the point.
  func hasBlocks(ofLengthsAs map: some DifferentiableMap) -> Bool {
    map.variables.map(\.values.count) == point.blocks.map(\.count)
  }

  /// How many threads to use where so many are asked for, nil for one a core: then no more than
  /// memory has room for, because each displaces a point of its own along a direction of its own.
  func threads(_ asked: Int?) -> Int {
    let values = point.blocks.reduce(1) { $0 + $1.count }
    let room = max(1, Problem.memory / 4 / (2 * values * MemoryLayout<Double>.stride))
    return asked ?? min(Problem.cores, room)
  }

  // Asked for once: the system takes as long to answer as a small layer for a hundred evaluations.
  private static let memory = Int(ProcessInfo.processInfo.physicalMemory)
  private static let cores = ProcessInfo.processInfo.activeProcessorCount

  /// The same problem contracted to one output alone, of which this is the gradient.
  init(_ problem: Problem, output: Int, gradient: Point) {
    (key, point, base) = (problem.key, problem.point, problem.base)
    (neighborhood, line) = (problem.neighborhood, problem.line)
    self.gradient = gradient
    influences = Influence.each(of: gradient, at: point, output: line.outputSize)
    gradientElsewhere = nil
    var cotangent = [Double](repeating: 0, count: problem.cotangent.count)
    cotangent[output] = 1
    self.cotangent = cotangent
  }
}
