import Foundation
import GSL
import GradientChecking
import Testing

/// What is said of several variables in one array, of which nothing is told.
@Suite struct FlatTests {
  /// a[0…5], then a matrix of 3 by 4, then b[0…5].
  private static let point = RandomGenerator(seed: 5).normals(24)
  private static let weights = RandomGenerator(seed: 6).normals(24)

  /// Σ w·sin x, with the gradient changed; and the same with the right one, which passes.
  private func report(
    _ change: @escaping @Sendable (_ right: [Double], _ x: [Double]) -> [Double]
  ) throws -> GradientReport {
    let weights = FlatTests.weights
    func check(_ isWrong: Bool) throws -> GradientReport {
      try GradientChecker().check(
        ClosureFunction(at: FlatTests.point) { x in
          zip(weights, x).reduce(0) { $0 + $1.0 * sin($1.1) }
        } gradient: { x in
          let right = zip(weights, x).map { $0 * cos($1) }
          return isWrong ? change(right, x) : right
        }, named: "flat")
    }
    #expect(try check(false).isPassed)
    let wrong = try check(true)
    #expect(!wrong.isPassed)
    return wrong
  }

  private func finding(
    _ change: @escaping @Sendable (_ right: [Double], _ x: [Double]) -> [Double]
  ) throws -> String? {
    let diagnosis = try report(change).diagnoses.first
    #expect(diagnosis.map { $0.confidence == .certain } ?? true)
    return diagnosis?.finding
  }

  /// Beside the edge of its domain no slope of the first logarithm can be told, and so no column of it.
  @Test func `a slope that cannot be told ends no search`() throws {
    let logarithms = ClosureMap<Double>(
      [Variable("x", values: [1e-300, 1e-5, 2])], outputs: { $0[0].map { log($0) } },
      pullback: { g, p in [zip(g, p[0]).map { -$0 / $1 }] })
    #expect(try !GradientChecker().check(logarithms, named: "logarithms").isPassed)
  }

  @Test func `a factor in a stretch`() throws {
    let found = try finding { n, _ in n[..<18] + n[18...].map { 57.29577951308232 * $0 } }
    #expect(
      found == "is wrong only in the last 6 entries of x, where it is 57.3 times what it should be")
  }

  @Test func `zeros in a stretch`() throws {
    let found = try finding { n, _ in n[..<6] + n[6..<18].map { _ in 0 } + n[18...] }
    #expect(
      found?.hasPrefix("is wrong only in entries 6 to 17 of x, where it is zero everywhere") == true
    )
  }

  @Test func `another stretch's gradient, and two that are exchanged`() throws {
    let copied = try finding { n, _ in Array(n[..<18] + n[..<6]) }
    #expect(
      copied == "is wrong only in the last 6 entries of x, where it is the gradient of x[0…5]")
    let exchanged = try finding { n, _ in Array(n[6..<12] + n[..<6] + n[12...]) }
    #expect(
      exchanged?.hasPrefix("is wrong only in the first 12 entries of x, taken for 4 by 3") == true
        && exchanged?.contains("has its rows in another order: 2 at 0, 3 at 1") == true)
  }

  @Test func `one component of vectors that lie one after the other`() throws {
    let found = try finding { n, _ in n.enumerated().map { $0 % 3 == 2 && $0 < 18 ? -$1 : $1 } }
    #expect(
      found
        == "is wrong only at one entry in every 3 from 2 to 17 of x, where it has the wrong sign")
  }

  @Test func `what has no name has clues`() throws {
    let (a, b) = (RandomGenerator(seed: 8).normals(24), RandomGenerator(seed: 9).normals(24))
    let cut = [1, 4, 5, 11, 16, 22]
    let zeros = try report { n, _ in n.enumerated().map { cut.contains($0) ? 0 : $1 } }
    #expect(zeros.diagnoses.isEmpty)
    #expect(
      zeros.blocks[0].notes.contains {
        $0.hasPrefix("the gradient is zero at 6 of 24 places where it should not be, such as x[1]")
      })
    // A gradient that is no function's.
    let slip = try report { n, x in
      let sum = zip(a, x).reduce(0) { $0 + $1.0 * $1.1 }
      return zip(n, b).map { $0 + sum * $1 }
    }
    #expect(slip.diagnoses.isEmpty)
    #expect(
      slip.blocks[0].notes.contains(
        "the gradient is no function's gradient: look for a slip on the way back, not for another function"
      ))
    // That of another function.
    let other = try report { n, x in
      let sum = zip(a, x).reduce(0) { $0 + $1.0 * $1.1 }
      return zip(n, a).map { $0 + sum * $1 }
    }
    #expect(other.diagnoses.isEmpty)
    #expect(
      other.blocks[0].notes.contains {
        $0.hasPrefix("the gradient is the gradient of another function")
      })
  }

  /// W·sin x beside Σ x and Σ x·z, of x and z in one array: x lacks the two sums, and z's gradient is wrong throughout.
  @Test func `what is wrong in one way, beside what is in another`() throws {
    let w = RandomGenerator(seed: 40).normals(25)
    let found = try firstDiagnosis([Variable("x", values: RandomGenerator(seed: 41).normals(10))]) {
      p in
      let (x, z) = (p[0][..<5], p[0][5...])
      let y = (0..<5).map { k in (0..<5).reduce(0) { $0 + w[5 * k + $1] * sin(x[$1]) } }
      return y + [x.reduce(0, +), zip(x, z).reduce(0) { $0 + $1.0 * $1.1 }]
    } _: { u, p, isWrong in
      let (x, z) = (p[0][..<5], p[0][5...])
      let dx = (0..<5).map { i in
        let slope = (0..<5).reduce(0) { $0 + u[$1] * w[5 * $1 + i] } * cos(x[i])
        return isWrong ? slope : slope + u[5] + u[6] * z[5 + i]
      }
      return [dx + x.map { u[6] * $0 + (isWrong ? u[1] * sin($0) - u[2] * exp($0) : 0) }]
    }
    #expect(
      found?.finding.hasPrefix("is wrong in several places: in the first 5 entries of x, it has")
        == true)
    #expect(found?.finding.hasSuffix("entries from 5 on left out") == true)
  }
}
