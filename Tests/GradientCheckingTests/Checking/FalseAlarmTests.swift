import Foundation
import GSL
import GradientChecking
import Testing

/// Right gradients by the hundred, on what makes a check fail: scales, kinks, ties, stairs, steepness.
@Suite("Right gradients are never called wrong")
struct FalseAlarmTests {
  /// Checks one right specimen a seed; expects none to be refuted and at most 1 in 1,000 coordinates open.
  private func expectNoAlarm(
    _ seeds: Range<UInt64>, samples: Int = 1000, mayStayOpen: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ specimen: (RandomGenerator) -> any DifferentiableMap
  ) throws {
    var (refuted, open, checked): ([UInt64], Int, Int) = ([], 0, 0)
    for seed in seeds {
      var configuration = CheckConfiguration()
      (configuration.seed, configuration.samplesPerBlock) = (seed, samples)
      let report = try GradientChecker(configuration)
        .check(specimen(RandomGenerator(seed: seed)), named: "right")
      if report.isRefuted { refuted.append(seed) }
      open += report.count(of: .inconclusive)
      checked += report.blocks.reduce(0) { $0 + $1.checked }
    }
    #expect(refuted.isEmpty, sourceLocation: sourceLocation)
    #expect(mayStayOpen || 1000 * open <= checked, "\(open)", sourceLocation: sourceLocation)
  }

  private func waves(_ count: Int, _ generator: RandomGenerator) -> Specimen {
    let unit = pow(10, generator.uniform(in: -6...6))
    let size = pow(10, generator.uniform(in: -6...6))
    let weights = generator.normals(count)
    let x = generator.normals(count, standardDeviation: unit)
    let shifts = x.map { generator.uniform(in: -1...1) - $0 / unit }
    return Specimen(
      at: x,
      value: { x in
        var sum = 0.0
        for i in x.indices { sum += weights[i] * sin(x[i] / unit + shifts[i]) }
        return size * sum
      },
      gradient: { x in
        x.indices.map { (i: Int) -> Double in
          size / unit * weights[i] * cos(x[i] / unit + shifts[i])
        }
      })
  }

  @Test("Smooth functions of any scale, checked whole and sampled")
  func smooth() throws {
    try expectNoAlarm(0..<300) { waves(6, $0) }
    try expectNoAlarm(0..<150, samples: 5) { waves(300, $0) }
  }

  @Test("Networks of ReLUs, with kinks at any distance", arguments: [true, false])
  func networks(isTraced: Bool) throws {
    try expectNoAlarm(0..<200, mayStayOpen: !isTraced) { generator in
      ReLUNetwork(
        seed: UInt64(generator.integer(below: 100_000)),
        spread: pow(10, -Double(generator.integer(below: 8))),
        isResidual: generator.uniform() < 0.5, isTraced: isTraced)
    }
  }

  @Test("Max pools with ties, their gradient shared in any right way", arguments: [true, false])
  func ties(isTraced: Bool) throws {
    try expectNoAlarm(0..<200) { generator in
      let x = (0..<24).map { _ in Double(generator.integer(below: 3)) }
      let isEven = generator.uniform() < 0.5
      let shares = (0..<6).flatMap { window -> [Double] in
        let part = x[4 * window..<4 * window + 4]
        let winners = part.map { $0 == part.max() ? (isEven ? 1 : generator.uniform()) : 0 }
        return winners.map { $0 / winners.reduce(0, +) }
      }
      let branches: @Sendable ([Double]) -> [UInt16] = { x in
        (0..<6).map { window in
          let part = Array(x[4 * window..<4 * window + 4])
          return UInt16(part.firstIndex(of: part.max() ?? 0) ?? 0)
        }
      }
      return VectorSpecimen(
        at: x, output: { x in (0..<6).map { x[4 * $0..<4 * $0 + 4].max() ?? 0 } },
        pullback: { u, _ in shares.indices.map { u[$0 / 4] * shares[$0] } },
        branches: isTraced ? branches : nil)
    }
  }

  @Test("Functions that compute in single precision throughout")
  func single() throws {
    try expectNoAlarm(0..<300) { generator in
      Specimen(
        at: [generator.uniform(in: -3...3), generator.uniform(in: -3...3)],
        value: { Double(sin(Float($0[0])) * exp(Float($0[1]))) },
        gradient: { [cos($0[0]) * exp($0[1]), sin($0[0]) * exp($0[1])] })
    }
  }

  @Test("Oscillations and steps of any steepness")
  func steep() throws {
    try expectNoAlarm(0..<300, mayStayOpen: true) { generator in
      let steepness = pow(10, generator.uniform(in: 2...11))
      return Specimen(
        at: [generator.normal()], value: { sin(steepness * $0[0]) },
        gradient: { [steepness * cos(steepness * $0[0])] })
    }
    try expectNoAlarm(0..<300, mayStayOpen: true) { generator in
      let steepness = pow(10, generator.uniform(in: 2...11))
      return Specimen(
        at: [generator.normal() / steepness], value: { 1 / (1 + exp(-steepness * $0[0])) },
        gradient: { x in
          let y = 1 / (1 + exp(-steepness * x[0]))
          return [steepness * y * (1 - y)]
        })
    }
  }
}
