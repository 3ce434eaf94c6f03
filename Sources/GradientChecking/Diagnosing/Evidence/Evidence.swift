import GSL

/// All that is known of a wrong gradient, and the means to find out more.
struct Evidence {
  let map: any DifferentiableMap
  let facts: MapFacts
  let point: Point
  /// Where the function was called first.
  let elsewhere: Point
  let cotangent: [Double]
  /// The given gradient.
  let gradient: Point
  let scenes: [Scene]
  let blocks: [BlockEvidence]
  let broken: Set<Promise>
  let step: Double
  let key: RandomKey
  let budget: Budget

  /// How many evaluations and pullbacks an investigation may still ask for.
  final class Budget {
    private(set) var remaining: Int
    private let isCancelled: () -> Bool

    init(_ evaluations: Int, isCancelled: @escaping () -> Bool) {
      remaining = evaluations
      self.isCancelled = isCancelled
    }

    /// Whether so many may be spent, which they then are.
    func allows(_ evaluations: Int) -> Bool {
      guard evaluations <= remaining, !isCancelled() else { return false }
      remaining -= evaluations
      return true
    }
  }

  var isMixed: Bool { Evidence.isMixed(map, cotangent) }

  /// Whether a single block may hold numbers of many kinds.
  static func isMixed(_ map: any DifferentiableMap, _ cotangent: [Double]) -> Bool {
    map.variables.count == 1 && map.variables[0].shape.count == 1 && cotangent.count == 1
  }

  /// The names that a factor of a variable's gradient may have.
  func quantities(of variable: Variable) -> Quantities {
    Quantities(
      facts, map.variables, variable, outputs: cotangent.count,
      scenes[0].outputShapes.first ?? [cotangent.count])
  }

  /// What an index along each axis of the outputs counts.
  func outputAxes(of shape: [Int]) -> [String] { named(facts.outputAxes, shape) }

  /// What an index along each axis of a variable counts.
  func axes(of variable: Variable) -> [String] {
    named(facts.axes[variable.name] ?? [], variable.shape)
  }

  private func named(_ names: [String], _ shape: [Int]) -> [String] {
    if names.count == shape.count { return names }
    switch shape.count {
    case 1: return ["entry"]
    case 2: return ["row", "column"]
    default: return shape.indices.map { "slice along axis \($0)" }
    }
  }

  /// The given gradient of one variable for another cotangent or point.
  ///
  /// - Throws: what the map throws, or an error where it gives a gradient of another size.
  func gradient(of position: Int, _ cotangent: [Double], at point: Point) throws -> [Double] {
    let gradient = try map.pullback(of: cotangent, at: point)
    guard gradient.blocks.map(\.count) == point.blocks.map(\.count) else { throw Misfit() }
    return gradient[position]
  }

  /// A gradient of another size than its variable.
  struct Misfit: Error {}

  /// The derivative of every output of a map along a direction in one block, by a central difference; nil
  /// where the function is not defined.
  func derivative(
    of other: any DifferentiableMap, at point: Point, _ position: Int, along direction: [Double]
  ) throws -> [Double]? {
    try sides(of: other, at: point, position, along: direction).flatMap { h, left, right in
      let slopes = zip(right, left).map { ($0 - $1) / (2 * h) }
      return slopes.allSatisfy(\.isFinite) ? slopes : nil
    }
  }

  /// The outputs of a map on both sides of a point, a step away along a direction in one block; nil where the function
  /// is not defined.
  func sides(
    of other: any DifferentiableMap, at point: Point, _ position: Int, along direction: [Double]
  ) throws -> (step: Double, left: [Double], right: [Double])? {
    let h = step * point[position].reduce(1) { max($0, $1.magnitude) }
    func output(_ h: Double) throws -> [Double]? {
      var moved = point
      for i in direction.indices { moved[position][i] += h * direction[i] }
      return try Problem.ifDefined { try other.evaluate(at: moved) }?.output
    }
    guard let right = try output(h), let left = try output(-h), right.count == left.count else {
      return nil
    }
    return (h, left, right)
  }
}
