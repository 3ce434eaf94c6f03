/// A function given by closures over `[Double]`.
///
///     ClosureFunction(at: [1, 2, 3], value: { x in x.reduce(0) { $0 + $1 * $1 } },
///                     gradient: { x in x.map { 2 * $0 } })
///
/// The closures need not be `@Sendable`: they are called from one thread only, that of the check. Those
/// that are, such as functions and closures that capture nothing but constants, use all cores by
/// ``DifferentiableMap/concurrent(_:shape:at:value:gradient:)``.
public struct ClosureFunction: DifferentiableFunction, @unchecked Sendable {
  // Unchecked because the closures may not be Sendable; `allowsConcurrentEvaluation` then keeps all
  // calls on the thread that started the check.
  public let variables: [Variable]
  private let valueAt: ([Double]) throws -> Double
  private let gradientAt: ([Double]) throws -> [Double]
  private let valueWithGradientAt: (([Double]) throws -> (value: Double, gradient: [Double]))?
  /// Whether the closures are `@Sendable`.
  public internal(set) var allowsConcurrentEvaluation = false

  /// A function from a value and a gradient.
  public init(
    _ name: String = "x", shape: [Int]? = nil, at values: [Double],
    value: @escaping ([Double]) throws -> Double,
    gradient: @escaping ([Double]) throws -> [Double]
  ) {
    variables = [Variable(name, shape: shape, values: values)]
    valueAt = value
    gradientAt = gradient
    valueWithGradientAt = nil
  }

  /// A function from one closure that returns both, as most automatic differentiation does.
  public init(
    _ name: String = "x", shape: [Int]? = nil, at values: [Double],
    valueWithGradient: @escaping ([Double]) throws -> (value: Double, gradient: [Double])
  ) {
    variables = [Variable(name, shape: shape, values: values)]
    valueAt = { try valueWithGradient($0).value }
    gradientAt = { try valueWithGradient($0).gradient }
    // There is no second path to the value with which to compare.
    valueWithGradientAt = nil
  }

  /// A function whose value can be had alone and, by another path, with the gradient: the two values
  /// are compared.
  public init(
    _ name: String = "x", shape: [Int]? = nil, at values: [Double],
    value: @escaping ([Double]) throws -> Double,
    valueWithGradient: @escaping ([Double]) throws -> (value: Double, gradient: [Double])
  ) {
    variables = [Variable(name, shape: shape, values: values)]
    valueAt = value
    gradientAt = { try valueWithGradient($0).gradient }
    valueWithGradientAt = valueWithGradient
  }

  public func value(at point: Point) throws -> Double { try valueAt(point[0]) }

  public func gradient(at point: Point) throws -> Point { Point([try gradientAt(point[0])]) }

  public func valueWithGradient(at point: Point) throws -> (value: Double, gradient: Point)? {
    guard let (value, gradient) = try valueWithGradientAt?(point[0]) else { return nil }
    return (value, Point([gradient]))
  }
}

extension ClosureFunction: CustomStringConvertible {
  public var description: String { "the function" }
}
