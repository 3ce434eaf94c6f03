import GradientCheckTesting
import GradientChecking
import Testing
import _Differentiation

/// Expects that the derivative of a function is right at each of some arguments, one by one.
///
///     @Test func elementary() {
///       expectDerivative(of: Double.cosh, at: [-2, 0, 0.5, 3])
///       expectDerivative(of: Complex.exp, at: [Complex(1, 2)])
///     }
///
/// The function is called with each of `values`, its pullback with random cotangents, never with ones: one that
/// forgets to multiply by what comes from above is right for 1 alone. Its value with the pullback has to
/// be that of the plain call, `.zero` has to be pulled back to zero, and a pullback may be called again.
///
/// In a test of XCTest it fails that.
///
/// - `values`: Where to check; away from kinks and from the ends of the domain, unless these are the point.
/// - `options`: What is not as by default, such as `.tolerance(1e-3)`.
/// - `name`: By which a failure names the function.
/// - `comment`: Ends the first line of an issue.
/// - Returns: the report, of a check that passed too; nil where there is none.
@discardableResult
public func expectDerivative<A: Coordinated, Result: Coordinated>(
  of function: @escaping @differentiable(reverse) (A) -> Result, at values: [A],
  options: [CheckOption] = [], named name: String = "the function",
  _ comment: @autoclosure () -> Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation,
  file: StaticString = #filePath, line: UInt = #line
) -> GradientReport? {
  expectGradients(
    of: DerivativeMap(ofEach: function, at: values, named: name),
    options: options, comment(), sourceLocation: sourceLocation, file: file, line: line)
}
