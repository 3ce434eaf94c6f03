#if GSL
  import CGSL

  /// The derivative of a function of one variable by GSL's adaptive five-point rule.
  ///
  /// `gsl_deriv_central` takes two steps: one of size `step`, from whose truncation and rounding it
  /// estimates the best step, and one of that size where that is an improvement.
  public struct AdaptiveDerivative: Equatable, Sendable {
    /// The estimate.
    public let value: Double
    /// GSL's estimate of its absolute error.
    public let error: Double

    /// Differentiates `function` at 0.
    ///
    /// - Throws: what `function` throws, or a ``GSLError``.
    public init(step: Double, of function: (Double) throws -> Double) throws {
      _ = GSLError.abortIsOff
      let (value, error) = try withoutActuallyEscaping(function) { function in
        let box = FunctionBox(function)
        var parameters = gsl_function(
          function: { x, box in
            guard let box else { return .nan }
            return Unmanaged<FunctionBox>.fromOpaque(box).takeUnretainedValue().call(x)
          },
          params: Unmanaged.passUnretained(box).toOpaque())
        var value = 0.0
        var error = 0.0
        let code = withExtendedLifetime(box) {
          gsl_deriv_central(&parameters, 0, step, &value, &error)
        }
        if let failure = box.failure { throw failure }
        try GSLError.check(code)
        return (value, error)
      }
      self.value = value
      self.error = error
    }
  }

  /// Carries a throwing Swift function through a C callback, which cannot throw: the first error is
  /// kept, and the function is not called again.
  private final class FunctionBox {
    private let function: (Double) throws -> Double
    private(set) var failure: (any Error)?

    init(_ function: @escaping (Double) throws -> Double) { self.function = function }

    func call(_ x: Double) -> Double {
      guard failure == nil else { return .nan }
      do {
        return try function(x)
      } catch {
        failure = error
        return .nan
      }
    }
  }
#endif
