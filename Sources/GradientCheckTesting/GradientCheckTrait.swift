import Testing

/// How all gradients of a test or a suite are checked.
///
///     @Suite(.gradientChecks(.seed(7), .samples(100)))
///     struct LayerTests {
///       @Test(.gradientChecks(.exhaustive)) func small() { expectGradients(of: small) }
///     }
///
/// A test's own trait adds to its suite's, the options of an assertion to both; the later holds. An
/// assertion with a configuration of its own is checked by that, and not by the trait.
///
/// On a detached task or a queue the trait is not known.
public struct GradientCheckTrait: TestTrait, SuiteTrait, TestScoping {
  let options: [CheckOption]

  public var isRecursive: Bool { true }

  /// Those of the running test.
  @TaskLocal static var current: [CheckOption] = []

  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await GradientCheckTrait.$current.withValue(
      GradientCheckTrait.current + options, operation: function)
  }
}

extension Trait where Self == GradientCheckTrait {
  /// Checks all gradients of the test or the suite by these options.
  public static func gradientChecks(_ options: CheckOption...) -> Self { Self(options: options) }
}
