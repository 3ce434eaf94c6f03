import GradientChecking

// swift-format-ignore: AlwaysUseLowerCamelCase
/// Asserts that `gradient` is the gradient of `value`, and `hessianVector` the product of its Hessian and a
/// vector.
///
///     XCTAssertHessian(
///       of: { x in x[0] * x[0] * x[1] }, gradient: { x in [2 * x[0] * x[1], x[0] * x[0]] },
///       hessianVector: { v, x in [2 * x[1] * v[0] + 2 * x[0] * v[1], 2 * x[0] * v[0]] },
///       at: [1, 2])
///
/// Both are checked; a failure says which is wrong. Where the gradient is, the Hessian is not looked at. That ⟨u,
/// H·v⟩ is ⟨H·u, v⟩ is checked, too. Of several blocks `HessianMap` makes what `XCTAssertGradients` takes.
///
/// - Returns: the reports on the gradient and on the Hessian, of as much as was checked.
@discardableResult
public func XCTAssertHessian(
  of value: @escaping ([Double]) throws -> Double,
  gradient: @escaping ([Double]) throws -> [Double],
  hessianVector: @escaping (_ vector: [Double], _ x: [Double]) throws -> [Double],
  at values: [Double], shape: [Int]? = nil,
  options: [CheckOption] = [], configuration: CheckConfiguration? = nil,
  _ message: @autoclosure () -> String = "", file: StaticString = #filePath, line: UInt = #line
) -> [GradientReport] {
  let plan = CheckPlan(configuration, options)
  let callSite = CallSite(file: file, line: line)
  let outcomes = Outcome.secondOrder(
    at: values, shape: shape, plan, value, gradient, hessianVector)
  return outcomes.compactMap { $0.announced(message(), at: callSite) }
}
