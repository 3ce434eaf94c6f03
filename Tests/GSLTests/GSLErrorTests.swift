#if GSL
  import CGSL
  import Testing

  @testable import GSL

  @Suite("GSLError")
  struct GSLErrorTests {
    @Test("Success is no error")
    func success() throws {
      try GSLError.check(0)
    }

    @Test(
      "A code comes out as an error, in GSL's words",
      arguments: [
        (Int32(1), "input domain error"), (2, "output range error"), (11, "exceeded max number"),
        (12, "tried to divide by zero"), (-2, "the iteration has not converged yet"),
      ])
    func words(code: Int32, words: String) {
      let error = #expect(throws: GSLError.self) { try GSLError.check(code) }
      #expect(error?.code == code)
      #expect(error?.description.hasPrefix(words) == true, "\(String(describing: error))")
    }

    @Test("An error that GSL raises does not end the process")
    func noAbort() throws {
      _ = try AdaptiveDerivative(step: 0.1) { $0 }
      gsl_error("raised by a test", #file, 0, 1)
      #expect(GSLError.abortIsOff)
    }
  }
#endif
