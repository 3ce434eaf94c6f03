import GSL
import GradientChecking
import Testing

@Suite("Other kinks: absolute values, clamps, ties")
struct KinkTests {
  /// Checks a specimen with its branches and without.
  private func expect(
    _ specimen: Specimen, passes: Bool, _ comment: Comment,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for seed in 0..<6 as Range<UInt64> {
      for specimen in [specimen, specimen.untraced] {
        let report = try report(on: specimen) { $0.seed = seed }
        #expect(
          report.isPassed == passes, "\(comment): \(report.blocks[0])",
          sourceLocation: sourceLocation)
      }
    }
  }

  @Test("|x| allows slopes from −1 to 1 at zero and only its own elsewhere")
  func absolute() throws {
    for (x, slope, isRight) in [
      (0.0, 0.0, true), (0, 1, true), (0, -1, true), (0, 0.4, true), (0, 1.1, false),
      (0, -2, false), (1e-6, 1, true), (1e-6, 0, false), (-1e-6, -1, true), (-1e-6, 1, false),
    ] {
      let specimen = Specimen(
        at: [x], value: { $0[0].magnitude }, gradient: { _ in [slope] },
        branches: { [sign(of: $0[0])] })
      try expect(specimen, passes: isRight, "\(slope) at \(x)")
    }
  }

  @Test("A clamp allows slopes from 0 to 1 at its edges")
  func clamp() throws {
    for (x, slope, isRight) in [
      (0.0, 0.0, true), (0, 1, true), (1, 0, true), (1, 1, true), (1, 0.5, true), (1, 1.5, false),
      (0, -0.5, false), (0.5, 1, true), (0.5, 0, false), (1.5, 0, true), (1.5, 1, false),
    ] {
      let specimen = Specimen(
        at: [x], value: { min(1, max(0, $0[0])) }, gradient: { _ in [slope] },
        branches: { [$0[0] <= 0 ? 0 : $0[0] < 1 ? 1 : 2] })
      try expect(specimen, passes: isRight, "\(slope) at \(x)")
    }
  }

  @Test(
    "The maximum of four equal numbers may share its gradient in any way that sums to 1",
    arguments: [
      ([1.0, 0, 0, 0], true), ([0, 0, 0, 1], true), ([0.25, 0.25, 0.25, 0.25], true),
      ([0.5, 0, 0.5, 0], true), ([2, 0, 0, 0], false), ([-1, 1, 1, 0], false),
      ([1.5, -0.5, 0, 0], false),
    ])
  func fourWayTie(gradient: [Double], isRight: Bool) throws {
    try expect(tie(gradient), passes: isRight, "\(gradient)")
  }

  @Test("A tie whose every winner gets the whole gradient fails")
  func tieCountedFourTimes() throws {
    try expect(tie([1, 1, 1, 1]), passes: false, "each coordinate alone looks right")
  }

  private func tie(_ gradient: [Double]) -> Specimen {
    Specimen(
      at: [2, 2, 2, 2], value: { $0.max() ?? 0 }, gradient: { _ in gradient },
      branches: { x in [UInt16(x.firstIndex(of: x.max() ?? 0) ?? 0)] })
  }

  @Test("A norm allows any vector of length 1 at zero, and no longer one")
  func norm() throws {
    for (gradient, isRight) in [
      ([0.0, 0], true), ([0.6, 0.8], true), ([2, 0], false), ([1, 1], false),
    ] {
      let specimen = Specimen(
        at: [0, 0], value: { ($0[0] * $0[0] + $0[1] * $0[1]).squareRoot() },
        gradient: { _ in gradient })
      try expect(specimen, passes: isRight, "\(gradient)")
    }
  }

  @Test("Outputs that each choose a subgradient at zero pass, whatever the signs of their weights")
  func mixedSignsInOutputs() throws {
    let weights = RandomGenerator(seed: 4).normals(12)
    for (slopeAtZero, factor, isRight) in [(0.0, 1.0, true), (1, 1, true), (1, 20, false)] {
      let specimen = VectorSpecimen(
        at: [0], output: { x in weights.map { relu($0 * x[0]) } },
        pullback: { u, x in
          let slopes = weights.map { $0 * x[0] == 0 ? slopeAtZero : $0 * x[0] > 0 ? 1 : 0 }
          return [zip(u, zip(weights, slopes)).reduce(0) { $0 + factor * $1.0 * $1.1.0 * $1.1.1 }]
        },
        branches: { x in weights.map { sign(of: $0 * x[0]) } })
      let report = try report(on: specimen)
      #expect(report.isPassed == isRight, "\(slopeAtZero): \(report.blocks[0].worst)")
    }
  }

  @Test("Units that are summed before the output may each choose a subgradient at zero too")
  func mixedSignsInOneSum() throws {
    let (weights, outer) = ([1.0, -2, 0.5, -0.3], [1.0, -1, 2, -1])
    let specimen = Specimen(
      at: [0],
      value: { x in zip(weights, outer).reduce(0) { $0 + $1.1 * relu($1.0 * x[0]) } },
      // Σ v·w·relu'(0), with relu'(0) = 0 as everywhere.
      gradient: { _ in [0] },
      branches: { x in weights.map { sign(of: $0 * x[0]) } })
    #expect(try !report(on: specimen).isRefuted)
    #expect(try !report(on: specimen.altered { _, _ in 50 }).isPassed)
  }
}
