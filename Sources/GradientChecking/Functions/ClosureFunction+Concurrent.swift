// Factories by name, not more initializers: the compiler takes a closure for `@Sendable` wherever an
// overload would have it so, and then refuses what it captures instead of trying the other overload.

extension DifferentiableMap where Self == ClosureFunction {
  /// A function whose closures are called from several threads at once.
  ///
  ///     try GradientChecker().check(
  ///       .concurrent(at: [1, 2, 3], value: loss, gradient: lossGradient), named: "loss")
  ///
  /// As ``ClosureFunction/init(_:shape:at:value:gradient:)``, with the same report.
  public static func concurrent(
    _ name: String = "x", shape: [Int]? = nil, at values: [Double],
    value: @escaping @Sendable ([Double]) throws -> Double,
    gradient: @escaping @Sendable ([Double]) throws -> [Double]
  ) -> ClosureFunction {
    var function = ClosureFunction(
      name, shape: shape, at: values, value: value, gradient: gradient)
    function.allowsConcurrentEvaluation = true
    return function
  }

  /// A function from one closure that returns value and gradient, called from several threads at once.
  ///
  /// As ``ClosureFunction/init(_:shape:at:valueWithGradient:)``, with the same report.
  public static func concurrent(
    _ name: String = "x", shape: [Int]? = nil, at values: [Double],
    valueWithGradient:
      @escaping @Sendable ([Double]) throws -> (
        value: Double, gradient: [Double]
      )
  ) -> ClosureFunction {
    var function = ClosureFunction(
      name, shape: shape, at: values, valueWithGradient: valueWithGradient)
    function.allowsConcurrentEvaluation = true
    return function
  }

  /// A function whose value can be had alone and, by another path, with the gradient, each called from
  /// several threads at once.
  ///
  /// As ``ClosureFunction/init(_:shape:at:value:valueWithGradient:)``, with the same report.
  public static func concurrent(
    _ name: String = "x", shape: [Int]? = nil, at values: [Double],
    value: @escaping @Sendable ([Double]) throws -> Double,
    valueWithGradient:
      @escaping @Sendable ([Double]) throws -> (
        value: Double, gradient: [Double]
      )
  ) -> ClosureFunction {
    var function = ClosureFunction(
      name, shape: shape, at: values, value: value, valueWithGradient: valueWithGradient)
    function.allowsConcurrentEvaluation = true
    return function
  }
}
