#if GSL
  import Foundation
  import GSL
  import Testing

  @Suite("AdaptiveDerivative")
  struct AdaptiveDerivativeTests {
    private struct Refusal: Error, Equatable { let x: Double }

    @Test("The derivative of the exponential at 0 is 1", arguments: [1e-1, 1e-2, 1e-4, 1e-6])
    func exponential(step: Double) throws {
      let derivative = try AdaptiveDerivative(step: step) { exp($0) }
      #expect(abs(derivative.value - 1) <= derivative.error)
      #expect(derivative.error < 1e-3)
    }

    @Test("The example of GSL's manual: the derivative of x^(3/2) at 2")
    func manual() throws {
      let derivative = try AdaptiveDerivative(step: 1e-8) { pow(2 + $0, 1.5) }
      // As printed there: 2.1213203120 ± 0.0000005006, exact 2.1213203436. The estimate is smaller here,
      // where 2 + x is rounded inside the function and not by GSL.
      #expect(abs(derivative.value - 2.121_320_343_6) < derivative.error)
      #expect(abs(derivative.value - 2.121_320_312_0) < 1e-9)
      #expect(derivative.error < 0.000_000_500_6)
    }

    @Test("The estimate bounds the error for a polynomial, whose derivative is known")
    func polynomial() throws {
      let derivative = try AdaptiveDerivative(step: 0.5) { x in 3 - 2 * x + x * x * x * (5 + x) }
      #expect(abs(derivative.value + 2) <= derivative.error)
      #expect(derivative.error < 1e-8)
    }

    @Test("What the function throws comes out, and the function is not called again")
    func throwing() {
      var calls = 0
      #expect(throws: Refusal(x: 1)) {
        try AdaptiveDerivative(step: 0.1) { (_: Double) throws -> Double in
          calls += 1
          throw Refusal(x: 1)
        }
      }
      #expect(calls == 1)
    }

    @Test("The first refusal comes out, later or not")
    func throwingLater() {
      var calls = 0
      #expect(throws: Refusal(x: 3)) {
        try AdaptiveDerivative(step: 0.1) { x in
          calls += 1
          guard calls < 3 else { throw Refusal(x: Double(calls)) }
          return x
        }
      }
      #expect(calls == 3)
    }

    @Test("A function that is not a number gives what is not a number, and no crash")
    func notANumber() throws {
      let derivative = try AdaptiveDerivative(step: 0.1) { _ in .nan }
      #expect(derivative.value.isNaN)
      #expect(!(try AdaptiveDerivative(step: 0.1) { 1 / $0 * .infinity }.value.isFinite))
    }

    @Test("Derivatives are taken of derivatives")
    func nested() throws {
      // d/dx (d/dy (x²·y) at y = 0 … moved by x) = 2x at x = 3.
      let derivative = try AdaptiveDerivative(step: 1e-2) { x in
        try AdaptiveDerivative(step: 1e-2) { y in (3 + x) * (3 + x) * y }.value
      }
      #expect(abs(derivative.value - 6) < 1e-9)
    }
  }
#endif
