/// The pullback of a map as a map of its own, of the cotangent and of the variables; with it the derivative of a
/// gradient is checked as a gradient is.
///
///     try GradientChecker().check(PullbackMap(of: layer), named: "double backward")
///
/// That the pullback itself is right is another check.
public struct PullbackMap<Map: TwiceDifferentiableMap>: DifferentiableMap {
  private let map: Map
  private let cotangent: Variable

  /// - Throws: what the map throws.
  public init(of map: Map, seed: UInt64 = 0) throws {
    self.map = map
    let outputs = try map.evaluate(at: Point(map.variables)).output.count
    let taken = Set(map.variables.map(\.name))
    let name = ["cotangent", "output cotangent"].first { !taken.contains($0) }
    cotangent = Variable(
      name ?? "the cotangent", values: GradientChecker.cotangent(outputs, seed: seed))
  }

  public var variables: [Variable] { [cotangent] + map.variables }

  public var precision: Precision { map.precision }

  public var allowsConcurrentEvaluation: Bool { map.allowsConcurrentEvaluation }

  public func evaluatingBesideOthers<Result>(_ body: () throws -> Result) rethrows -> Result {
    try map.evaluatingBesideOthers(body)
  }

  public func evaluate(at point: Point) throws -> Evaluation {
    let inner = Point(Array(point.blocks.dropFirst()))
    return Evaluation(Array(try map.pullback(of: point[0], at: inner).blocks.joined()))
  }

  public func pullback(of vector: [Double], at point: Point) throws -> Point {
    let sizes = map.variables.map(\.values.count)
    guard vector.count == sizes.reduce(0, +) else {
      throw ContractError.gradientShape(expected: sizes, got: [vector.count])
    }
    let gradient = try map.secondPullback(
      of: Point(vector, in: sizes), cotangent: point[0],
      at: Point(Array(point.blocks.dropFirst())))
    return Point([gradient.cotangent] + gradient.point.blocks)
  }
}
