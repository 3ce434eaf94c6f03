import GradientChecking
import Testing

/// Expects that a map's pullback is right, at `point` or where its own variables stand.
///
///     @Test func gradients() {
///       expectGradients(of: RMSNorm(width: 5))
///     }
///
/// Every variable of the map is checked against centered differences; a map with several outputs is
/// contracted with random numbers first. The issue names the coordinate that is
/// worst, both values there, and the seed that gives the same issue again.
///
/// - A coordinate on a kink passes where its value lies between the slopes of the two sides.
/// - An error thrown by the map is an issue, and so is a map without a single value to check.
/// - On a detached task or a queue Swift Testing does not know whose issue it is: the run fails,
///   under the name of no test.
/// - In a test of XCTest it fails that, at `file` and `line`.
///
/// - `point`: One block a variable. The map itself stays as it is.
/// - `options`: What is not as by default, such as `.tolerance(1e-3)`.
/// - `configuration`: Takes the place of the default one, for what options do not set.
/// - `comment`: Ends the first line of an issue.
/// - Returns: the report, of a check that passed too; nil where there is none.
@discardableResult
public func expectGradients(
  of map: some DifferentiableMap, at point: Point? = nil,
  options: [CheckOption] = [], configuration: CheckConfiguration? = nil,
  _ comment: @autoclosure () -> Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation,
  file: StaticString = #filePath, line: UInt = #line
) -> GradientReport? {
  Outcome(of: map, at: point, CheckPlan(configuration, options))
    .announced(comment()?.rawValue ?? "", at: CallSite(sourceLocation, file: file, line: line))
}

/// Expects that the pullback of a map with one variable is right at `values`.
///
///     expectGradients(of: Softplus(count: 3), at: [-1, 0, 40])
///
/// As `expectGradients(of:at:options:configuration:_:sourceLocation:file:line:)`; the values are in
/// row-major order.
@discardableResult
public func expectGradients(
  of map: some DifferentiableMap, at values: [Double],
  options: [CheckOption] = [], configuration: CheckConfiguration? = nil,
  _ comment: @autoclosure () -> Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation,
  file: StaticString = #filePath, line: UInt = #line
) -> GradientReport? {
  Outcome(of: map, at: Point([values]), CheckPlan(configuration, options))
    .announced(comment()?.rawValue ?? "", at: CallSite(sourceLocation, file: file, line: line))
}

/// Expects that `gradient` is the gradient of `value`.
///
///     expectGradients(of: loss, gradient: lossGradient, at: [0.5, -1, 2])
///
/// The closures are called on the calling thread, one at a time. Those that are `@Sendable`, and take so
/// long that the check does, use all cores by
///
///     expectGradients(of: .concurrent(at: [0.5, -1, 2], value: loss, gradient: lossGradient))
///
/// In an issue the numbers go by the
/// name of x, with one index an axis of `shape`; without a shape they are a flat list.
///
/// As `expectGradients(of:at:options:configuration:_:sourceLocation:file:line:)` for the rest.
@discardableResult
public func expectGradients(
  of value: @escaping ([Double]) throws -> Double,
  gradient: @escaping ([Double]) throws -> [Double], at values: [Double], shape: [Int]? = nil,
  options: [CheckOption] = [], configuration: CheckConfiguration? = nil,
  _ comment: @autoclosure () -> Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation,
  file: StaticString = #filePath, line: UInt = #line
) -> GradientReport? {
  Outcome(at: values, shape: shape, CheckPlan(configuration, options)) {
    ClosureFunction(shape: shape, at: values, value: value, gradient: gradient)
  }
  .announced(comment()?.rawValue ?? "", at: CallSite(sourceLocation, file: file, line: line))
}

/// Expects that a function which returns its value and its gradient returns the right gradient.
///
///     func loss(_ x: [Double]) -> (value: Double, gradient: [Double]) { … }
///
///     expectGradients(of: loss, at: [0.5, -1, 2])
///
/// As `expectGradients(of:gradient:at:shape:options:configuration:_:sourceLocation:file:line:)`; the two
/// results may have any labels, or none.
@discardableResult
public func expectGradients(
  of valueWithGradient: @escaping ([Double]) throws -> (Double, [Double]), at values: [Double],
  shape: [Int]? = nil, options: [CheckOption] = [], configuration: CheckConfiguration? = nil,
  _ comment: @autoclosure () -> Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation,
  file: StaticString = #filePath, line: UInt = #line
) -> GradientReport? {
  Outcome(at: values, shape: shape, CheckPlan(configuration, options)) {
    ClosureFunction(shape: shape, at: values, valueWithGradient: valueWithGradient)
  }
  .announced(comment()?.rawValue ?? "", at: CallSite(sourceLocation, file: file, line: line))
}
