import GradientChecking
import Testing

@testable import SelfTesting

@Suite struct CorrectCaseTests {
  @Test func `a number and a seed fix a case`() {
    for number in 0..<100 {
      let (one, two) = (
        CorrectCase(number: number, seed: 5), CorrectCase(number: number, seed: 5)
      )
      #expect(one.title == two.title && one.map.variables == two.map.variables)
    }
    #expect(
      CorrectCase(number: 0, seed: 5).map.variables
        != CorrectCase(number: 0, seed: 6).map.variables)
  }

  @Test func `every kind is drawn at every size, in both precisions`() {
    let cases = (0..<CorrectKind.allCases.count * 13 * 3).map {
      CorrectCase(number: $0, seed: 0)
    }
    for kind in CorrectKind.allCases {
      let own = cases.filter { $0.subject == kind.name }
      for exponent in -6...6 {
        let sized = own.filter { $0.title.contains("size 1e\(exponent),") }
        #expect(Set(sized.map(\.map.precision)) == Set(Precision.allCases))
      }
    }
  }

  @Test func `exact zeros, ties, odd shapes and one-element blocks are among them`() {
    let cases = (0..<1000).map { CorrectCase(number: $0, seed: 0) }
    let inputs = cases.compactMap { $0.map.variables.first }
    #expect(inputs.contains { $0.values.count == 1 })
    #expect(inputs.contains { $0.values.contains(0) })
    #expect(inputs.contains { Set($0.values).count < $0.values.count })
    #expect(inputs.contains { $0.shape.contains(3) && $0.shape.contains(5) })
  }

  /// By number and seed, as ``CorrectCase`` draws them now: steps wider than the function's scale, in
  /// single precision; equal values that are told apart by rounding; kinks within the first step.
  @Test(
    arguments: [
      ("stack", -4, false, 4319, 1), ("stack", -2, false, 4529, 7),
      ("inception", 6, false, 2645, 2), ("inception", 6, false, 1280, 5),
      ("layernorm", 3, true, 3696, 5), ("batchnorm", 5, true, 3889, 4),
      ("groupnorm", 6, true, 4033, 7), ("residual", -4, true, 2955, 4),
    ] as [(String, Int, Bool, Int, UInt64)])
  func `cases that did not pass once pass`(
    name: String, exponent: Int, isFloat: Bool, number: Int, seed: UInt64
  ) throws {
    let (verdict, title) = try verdict(name, exponent, isFloat, number, seed)
    #expect(verdict == .passed, "\(title)")
  }

  /// Saturated and tied values of 1e5 and 1e6, sums that cancel, losses near 0.
  @Test(
    arguments: [
      ("stack", 1, true, 4927, 0),
      ("stack", 6, false, 6409, 2),
      ("stack", 3, false, 8359, 2),
      ("tanh", 6, true, 9109, 4),
      ("batchnorm", 6, true, 8090, 5),
      ("batchnorm", 5, true, 9078, 5),
      ("batchnorm", 6, true, 10_118, 5),
      ("batchnorm", 5, true, 9078, 6),
      ("softmax-cross-entropy", 6, true, 7088, 7),
      ("batchnorm", 6, true, 8090, 11),
      ("softmax-cross-entropy", 2, false, 6308, 13),
      ("batchnorm", 5, false, 7726, 14),
      ("softmax-cross-entropy", 6, true, 9116, 14),
    ] as [(String, Int, Bool, Int, UInt64)])
  func `cases that were called wrong once are not`(
    name: String, exponent: Int, isFloat: Bool, number: Int, seed: UInt64
  ) throws {
    let (verdict, title) = try verdict(name, exponent, isFloat, number, seed)
    // Where all values are the same, √ε is smaller than the distance of two numbers: no step shows the slope.
    withKnownIssue(isIntermittent: true) {
      #expect(verdict != .refuted, "\(title)")
    } when: {
      name == "batchnorm" && isFloat
    }
  }

  private func verdict(
    _ name: String, _ exponent: Int, _ isFloat: Bool, _ number: Int, _ seed: UInt64
  ) throws -> (Verdict, title: String) {
    var configuration = CheckConfiguration()
    configuration.seed = seed
    let kind = try #require(CorrectKind.allCases.first { $0.name == name })
    let drawn = CorrectCase(
      kind, exponent: exponent, isFloat: isFloat, number: number, seed: seed)
    let report = try GradientChecker(configuration).check(drawn.map, named: drawn.title)
    return (Verdict(report), drawn.title)
  }
}
