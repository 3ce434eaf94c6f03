import GSL
import GradientChecking
import Testing

@Suite("Kinks that several coordinates share")
struct TieTests {
  /// Checks a specimen with its branches and without.
  private func expect(
    _ specimen: Specimen, passes: Bool, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for specimen in [specimen, specimen.untraced] {
      let report = try report(on: specimen)
      #expect(
        report.isPassed == passes, "\(report.blocks[0])", sourceLocation: sourceLocation)
    }
  }

  @Test(
    "Shares of a maximum must sum to 1, though each alone may be anything up to 1",
    arguments: [
      ([0.5, 0.5, 0, 0], true), ([0.1, 0.2, 0.3, 0.4], true), ([0.5, 0.5, 0.5, 0], false),
      ([0.2, 0.2, 0.2, 0.2], false), ([1, 1, 0, 0], false), ([0, 0, 0, 0], false),
      ([0.9, 0.2, 0, 0], false),
    ])
  func shares(gradient: [Double], isRight: Bool) throws {
    try expect(
      Specimen(
        at: [2, 2, 2, 2], value: { $0.max() ?? 0 }, gradient: { _ in gradient },
        branches: { x in [UInt16(x.firstIndex(of: x.max() ?? 0) ?? 0)] }), passes: isRight)
  }

  @Test("One window of many in which every winner gets the whole gradient is found")
  func oneWindow() throws {
    let windows = 12
    func specimen(wrong: Int?) -> Specimen {
      Specimen(
        at: [Double](repeating: 1, count: 4 * windows),
        value: { x in
          (0..<windows).reduce(0) { $0 + (x[4 * $1..<4 * $1 + 4].max() ?? 0) }
        },
        gradient: { x in
          x.indices.map { $0 / 4 == wrong ? 1 : $0 % 4 == 0 ? 1 : 0 }
        },
        branches: { x in
          (0..<windows).map { window in
            let part = Array(x[4 * window..<4 * window + 4])
            return UInt16(part.firstIndex(of: part.max() ?? 0) ?? 0)
          }
        })
    }
    try expect(specimen(wrong: nil), passes: true)
    for wrong in [0, 5, 11] { try expect(specimen(wrong: wrong), passes: false) }
  }

  @Test(
    "The norm of one group among several must not get a vector longer than 1",
    arguments: [
      ([0.6, 0.8], true), ([0.1, 0.2], true), ([0.9, 0.9], false), ([0.8, -0.8], false),
    ])
  func groupNorms(gradient: [Double], isRight: Bool) throws {
    let specimen = Specimen(
      at: [Double](repeating: 0, count: 6),
      value: { x in
        var sum = 0.0
        for group in 0..<3 {
          let (a, b) = (x[2 * group], x[2 * group + 1])
          sum += (a * a + b * b).squareRoot()
        }
        return sum
      }, gradient: { _ in [0.3, 0.4] + gradient + [0, 0] })
    let report = try report(on: specimen)
    #expect(report.isPassed == isRight, "\(report.blocks[0])")
  }

  @Test("A margin of exactly 0 must count for both its scores or for none")
  func margin() throws {
    for (gradient, isRight) in [
      ([1.0, -1], true), ([0, 0], true), ([0.3, -0.3], true), ([1, 0], false), ([0, -1], false),
    ] {
      try expect(
        Specimen(
          at: [1, 2], value: { max(0, $0[0] - $0[1] + 1) },
          gradient: { x in
            let margin = x[0] - x[1] + 1
            return margin == 0 ? gradient : margin > 0 ? [1, -1] : [0, 0]
          },
          branches: { [sign(of: $0[0] - $0[1] + 1)] }), passes: isRight)
    }
  }

  @Test("Kinks of both kinds in one sum do not accuse a gradient that is right for each")
  func mixedSigns() throws {
    for seed in 0..<40 as Range<UInt64> {
      let weights = RandomGenerator(seed: seed).normals(6)
      let specimen = Specimen(
        at: [Double](repeating: 1, count: 18),
        value: { x in
          weights.indices.reduce(0) { $0 + weights[$1] * (x[3 * $1..<3 * $1 + 3].max() ?? 0) }
        },
        gradient: { x in x.indices.map { $0 % 3 == 1 ? weights[$0 / 3] : 0 } })
      #expect(try report(on: specimen).isPassed)
    }
  }

  /// max(x, y) entry by entry, as a map of two blocks, of which each gets a share of the gradient
  /// where they are equal.
  private struct ElementwiseMaximum: DifferentiableMap {
    var variables: [Variable]
    let shares: (Double, Double)
    let isTraced: Bool

    init(_ x: [Double], _ y: [Double], shares: (Double, Double), isTraced: Bool) {
      variables = [Variable("x", values: x), Variable("y", values: y)]
      (self.shares, self.isTraced) = (shares, isTraced)
    }

    func evaluate(at point: Point) -> Evaluation {
      let sides = zip(point[0], point[1]).map { UInt16($0 > $1 ? 1 : $0 < $1 ? 2 : 0) }
      return Evaluation(
        zip(point[0], point[1]).map { max($0, $1) },
        branches: isTraced ? [BranchSite("max", sides)] : nil)
    }

    func pullback(of cotangent: [Double], at point: Point) -> Point {
      let sides = zip(point[0], point[1])
      return Point([
        zip(cotangent, sides).map { u, s in s.0 > s.1 ? u : s.0 < s.1 ? 0 : shares.0 * u },
        zip(cotangent, sides).map { u, s in s.0 > s.1 ? 0 : s.0 < s.1 ? u : shares.1 * u },
      ])
    }
  }

  @Test(
    "Shares of equal entries of two blocks must sum to 1",
    arguments: [
      (1.0, 0.0, true), (0, 1, true), (0.5, 0.5, true), (0.25, 0.75, true), (1, 1, false),
      (0, 0, false), (1, 0.5, false), (0.3, 0.3, false),
    ])
  func blocks(first: Double, second: Double, isRight: Bool) throws {
    for isTraced in [true, false] {
      // Some entries are equal, and all.
      for y in [[1, -2, 0.5, 3], [1, 2, 0.5, 0]] {
        let map = ElementwiseMaximum(
          [1, 2, 0.5, 3], y, shares: (first, second), isTraced: isTraced)
        let report = try report(on: map)
        #expect(report.isPassed == isRight, "\(y), traced: \(isTraced)")
      }
    }
  }

  @Test("ReLUs at 0 of a product of two blocks accuse no right gradient of theirs")
  func products() throws {
    let product = ClosureMap<Double>(
      [
        Variable("w", values: [1, -2, 0.5]), Variable("x", values: [0, 0, 0]),
        Variable("b", values: [0, 0, 0]),
      ],
      outputs: { p in (0..<3).map { relu(p[0][$0] * p[1][$0] + p[2][$0]) } },
      pullback: { u, p in
        let open = (0..<3).map { p[0][$0] * p[1][$0] + p[2][$0] > 0 ? u[$0] : 0 }
        return [zip(open, p[1]).map { $0 * $1 }, zip(open, p[0]).map { $0 * $1 }, open]
      })
    for seed in 0..<20 as Range<UInt64> {
      let report = try report(on: product) { $0.seed = seed }
      #expect(report.isPassed, "\(report)")
    }
  }
}
