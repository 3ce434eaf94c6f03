import GradientCheckTesting
import GradientChecking
import Testing
import _Differentiation

/// Expects that the pullback of a differentiable function is right at `a`.
///
///     expectGradients(of: { (model: Affine) in model([1, 2]) }, at: Affine(weight: [0.5, -1], bias: 2))
///
/// Arguments and result may be numbers, SIMD vectors, arrays, optionals and structs: what is
/// ``Coordinated``. A result of several numbers is contracted with random ones, never with ones.
///
/// The value with the pullback has to be that of the plain call; `.zero` and, where the result is an array, a
/// cotangent full of zeros have to be pulled back to zero; a pullback may be called again.
///
/// In a test of XCTest it fails that.
///
/// - `options`: What is not as by default, such as `.tolerance(1e-3)`.
/// - `name`: By which a failure names the function.
/// - `comment`: Ends the first line of an issue.
/// - Returns: the report, of a check that passed too; nil where there is none.
@discardableResult
public func expectGradients<A: Coordinated, Result: Coordinated>(
  of function: @escaping @differentiable(reverse) (A) -> Result, at a: A,
  options: [CheckOption] = [], named name: String = "the function",
  _ comment: @autoclosure () -> Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation,
  file: StaticString = #filePath, line: UInt = #line
) -> GradientReport? {
  expectGradients(
    of: DerivativeMap(of: function, at: a, named: name),
    options: options, comment(), sourceLocation: sourceLocation, file: file, line: line)
}

/// Expects that the pullback of a differentiable function of two arguments, x and y, is right.
///
/// As `expectGradients(of:at:options:named:_:sourceLocation:file:line:)`.
@discardableResult
public func expectGradients<A: Coordinated, B: Coordinated, Result: Coordinated>(
  of function: @escaping @differentiable(reverse) (A, B) -> Result, at a: A, _ b: B,
  options: [CheckOption] = [], named name: String = "the function",
  _ comment: @autoclosure () -> Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation,
  file: StaticString = #filePath, line: UInt = #line
) -> GradientReport? {
  expectGradients(
    of: DerivativeMap(of: function, at: a, b, named: name),
    options: options, comment(), sourceLocation: sourceLocation, file: file, line: line)
}

/// Expects that the pullback of a differentiable function of three arguments, x, y and z, is right.
///
/// As `expectGradients(of:at:options:named:_:sourceLocation:file:line:)`.
@discardableResult
public func expectGradients<A: Coordinated, B: Coordinated, C: Coordinated, Result: Coordinated>(
  of function: @escaping @differentiable(reverse) (A, B, C) -> Result, at a: A, _ b: B, _ c: C,
  options: [CheckOption] = [], named name: String = "the function",
  _ comment: @autoclosure () -> Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation,
  file: StaticString = #filePath, line: UInt = #line
) -> GradientReport? {
  expectGradients(
    of: DerivativeMap(of: function, at: a, b, c, named: name),
    options: options, comment(), sourceLocation: sourceLocation, file: file, line: line)
}

/// Expects that the pullback of a differentiable function of four arguments, x, y, z and w, is right.
///
/// As `expectGradients(of:at:options:named:_:sourceLocation:file:line:)`.
@discardableResult
public func expectGradients<
  A: Coordinated, B: Coordinated, C: Coordinated, D: Coordinated, Result: Coordinated
>(
  of function: @escaping @differentiable(reverse) (A, B, C, D) -> Result, at a: A, _ b: B, _ c: C,
  _ d: D,
  options: [CheckOption] = [], named name: String = "the function",
  _ comment: @autoclosure () -> Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation,
  file: StaticString = #filePath, line: UInt = #line
) -> GradientReport? {
  expectGradients(
    of: DerivativeMap(of: function, at: a, b, c, d, named: name),
    options: options, comment(), sourceLocation: sourceLocation, file: file, line: line)
}
