/// The gradient of a function as a map, with the product of its Hessian and a vector for a derivative.
///
///     // f = Σ xᵢ⁴ / 12     ∇f = x³/3     H·v = x²·v
///     HessianMap(
///       [Variable("x", values: [1, -2, 0.5])],
///       gradient: { p in Point([p[0].map { $0 * $0 * $0 / 3 }]) },
///       hessianVector: { v, p in Point([zip(v[0], p[0]).map { $0 * $1 * $1 }]) })
///
/// It is checked as any map is: differences of the gradient against H·v, column by column. Because a Hessian is
/// symmetric, H·v is its pullback and its pushforward alike, and ⟨u, H·v⟩ = ⟨H·u, v⟩ is checked too. That
/// the gradient is right is another check.
public struct HessianMap: ForwardDifferentiableMap, @unchecked Sendable {
  // Unchecked because the closures may not be Sendable; all calls come from the thread of the check.
  public let variables: [Variable]
  public let allowsConcurrentEvaluation = false
  private let gradient: (Point) throws -> Point
  private let hessianVector: (_ vector: Point, Point) throws -> Point

  public init(
    _ variables: [Variable], gradient: @escaping (Point) throws -> Point,
    hessianVector: @escaping (_ vector: Point, Point) throws -> Point
  ) {
    self.variables = variables
    self.gradient = gradient
    self.hessianVector = hessianVector
  }

  public func evaluate(at point: Point) throws -> Evaluation {
    Evaluation(Array(try gradient(point).blocks.joined()))
  }

  public func pullback(of cotangent: [Double], at point: Point) throws -> Point {
    let sizes = variables.map(\.values.count)
    guard cotangent.count == sizes.reduce(0, +) else {
      throw ContractError.gradientShape(expected: sizes, got: [cotangent.count])
    }
    return try hessianVector(Point(cotangent, in: sizes), point)
  }

  public func pushforward(of tangent: Point, at point: Point) throws -> [Double] {
    Array(try hessianVector(tangent, point).blocks.joined())
  }
}

extension HessianMap: CustomStringConvertible {
  public var description: String { "the Hessian" }
}

extension Point {
  /// The numbers in blocks of these sizes, one after the other.
  init(_ numbers: [Double], in sizes: [Int]) {
    var start = 0
    self.init(
      sizes.map { size in
        defer { start += size }
        return Array(numbers[start..<start + size])
      })
  }
}
