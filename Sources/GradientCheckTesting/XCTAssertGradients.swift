import GradientChecking

// swift-format-ignore: AlwaysUseLowerCamelCase
/// Asserts that a map's pullback is right, at `point` or where its own variables stand.
///
///     func testGradients() throws {
///       XCTAssertGradients(of: RMSNorm(width: 5))
///     }
///
/// Every variable of the map is checked against centered differences; a map with several outputs is
/// contracted with random numbers first. The failure names the coordinate that is
/// worst, both values there, and the seed that gives the same failure again.
///
/// - A coordinate on a kink passes where its value lies between the slopes of the two sides.
/// - An error thrown by the map is a failure, and so is a map without a single value to check.
/// - In a test of Swift Testing it records an issue, so that helpers may be shared between the two.
///
/// - `point`: One block a variable. The map itself stays as it is.
/// - `options`: What is not as by default, such as `.tolerance(1e-3)`.
/// - `configuration`: Takes the place of the default one, for what options do not set.
/// - `message`: Ends the first line of a failure.
/// - Returns: the report, of a check that passed too; nil where there is none.
@discardableResult
public func XCTAssertGradients(
  of map: some DifferentiableMap, at point: Point? = nil,
  options: [CheckOption] = [], configuration: CheckConfiguration? = nil,
  _ message: @autoclosure () -> String = "", file: StaticString = #filePath, line: UInt = #line
) -> GradientReport? {
  Outcome(of: map, at: point, CheckPlan(configuration, options))
    .announced(message(), at: CallSite(file: file, line: line))
}

// swift-format-ignore: AlwaysUseLowerCamelCase
/// Asserts that the pullback of a map with one variable is right at `values`.
///
///     XCTAssertGradients(of: Softplus(count: 3), at: [-1, 0, 40])
///
/// As `XCTAssertGradients(of:at:options:configuration:_:file:line:)`; the values are in row-major order.
@discardableResult
public func XCTAssertGradients(
  of map: some DifferentiableMap, at values: [Double],
  options: [CheckOption] = [], configuration: CheckConfiguration? = nil,
  _ message: @autoclosure () -> String = "", file: StaticString = #filePath, line: UInt = #line
) -> GradientReport? {
  Outcome(of: map, at: Point([values]), CheckPlan(configuration, options))
    .announced(message(), at: CallSite(file: file, line: line))
}

// swift-format-ignore: AlwaysUseLowerCamelCase
/// Asserts that `gradient` is the gradient of `value`.
///
///     XCTAssertGradients(of: loss, gradient: lossGradient, at: [0.5, -1, 2])
///
/// The closures are called on the calling thread, one at a time. Those that are `@Sendable`, and take so
/// long that the check does, use all cores by
///
///     XCTAssertGradients(of: .concurrent(at: [0.5, -1, 2], value: loss, gradient: lossGradient))
///
/// In a failure the numbers go by the
/// name of x, with one index an axis of `shape`; without a shape they are a flat list.
///
/// As `XCTAssertGradients(of:at:options:configuration:_:file:line:)` for the rest.
@discardableResult
public func XCTAssertGradients(
  of value: @escaping ([Double]) throws -> Double,
  gradient: @escaping ([Double]) throws -> [Double], at values: [Double], shape: [Int]? = nil,
  options: [CheckOption] = [], configuration: CheckConfiguration? = nil,
  _ message: @autoclosure () -> String = "", file: StaticString = #filePath, line: UInt = #line
) -> GradientReport? {
  Outcome(at: values, shape: shape, CheckPlan(configuration, options)) {
    ClosureFunction(shape: shape, at: values, value: value, gradient: gradient)
  }
  .announced(message(), at: CallSite(file: file, line: line))
}

// swift-format-ignore: AlwaysUseLowerCamelCase
/// Asserts that a function which returns its value and its gradient returns the right gradient.
///
///     func loss(_ x: [Double]) -> (value: Double, gradient: [Double]) { … }
///
///     XCTAssertGradients(of: loss, at: [0.5, -1, 2])
///
/// As `XCTAssertGradients(of:gradient:at:shape:options:configuration:_:file:line:)`; the two results may
/// have any labels, or none.
@discardableResult
public func XCTAssertGradients(
  of valueWithGradient: @escaping ([Double]) throws -> (Double, [Double]), at values: [Double],
  shape: [Int]? = nil, options: [CheckOption] = [], configuration: CheckConfiguration? = nil,
  _ message: @autoclosure () -> String = "", file: StaticString = #filePath, line: UInt = #line
) -> GradientReport? {
  Outcome(at: values, shape: shape, CheckPlan(configuration, options)) {
    ClosureFunction(shape: shape, at: values, valueWithGradient: valueWithGradient)
  }
  .announced(message(), at: CallSite(file: file, line: line))
}
