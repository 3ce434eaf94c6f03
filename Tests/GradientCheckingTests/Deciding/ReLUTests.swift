import GradientChecking
import Testing

@Suite("ReLU, near its kink and on it")
struct ReLUTests {
  static let steps = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7]
  static let distances = [0.02, 1e-3, 1e-6, 1e-8]

  private func specimen(at x: Double, slope: Double) -> Specimen {
    Specimen(
      at: [x], value: { relu($0[0]) }, gradient: { _ in [slope] },
      branches: { [sign(of: $0[0])] })
  }

  @Test(
    "The right slope passes at any distance when branches are traced",
    arguments: distances, steps)
  func rightTraced(distance: Double, step: Double) throws {
    for (x, slope) in [(distance, 1.0), (-distance, 0)] {
      let report = try report(on: specimen(at: x, slope: slope)) { $0.step = step }
      #expect(report.isPassed, "at \(x): \(report.blocks[0].worst)")
      #expect(report.count(of: .inconclusive) == 0)
    }
  }

  @Test(
    "The right slope is never refuted without traces",
    arguments: distances + [3e-9, 1e-9, 3e-10, 1e-10], steps)
  func rightUntraced(distance: Double, step: Double) throws {
    for (x, slope) in [(distance, 1.0), (-distance, 0)] {
      let report = try report(on: specimen(at: x, slope: slope).untraced) { $0.step = step }
      #expect(!report.isRefuted, "at \(x): \(report.blocks[0].worst)")
    }
  }

  @Test("A wrong slope beside the kink fails, traced or not", arguments: distances, steps)
  func wrong(distance: Double, step: Double) throws {
    for (x, slopes) in [(distance, [0.5, 0, 2, -1, 1.0001]), (-distance, [1, 0.5, -0.1])] {
      for slope in slopes {
        let specimen = specimen(at: x, slope: slope)
        let traced = try report(on: specimen) { $0.step = step }
        #expect(!traced.isPassed, "\(slope) at \(x), traced: \(traced.blocks[0].worst)")
        let untraced = try report(on: specimen.untraced) { $0.step = step }
        #expect(!untraced.isPassed, "\(slope) at \(x), untraced: \(untraced.blocks[0].worst)")
      }
    }
  }

  @Test(
    "On the kink every subgradient passes and nothing else",
    arguments: steps, DifferenceMethod.available)
  func exactlyZero(step: Double, method: DifferenceMethod) throws {
    for (slope, isRight) in [
      (0.0, true), (0.3, true), (0.5, true), (1, true), (2, false), (-0.1, false), (1.01, false),
    ] {
      let specimen = specimen(at: 0, slope: slope)
      let traced = try report(on: specimen) { ($0.step, $0.method) = (step, method) }
      #expect(traced.isPassed == isRight, "\(slope), traced: \(traced.blocks[0].worst)")
      let untraced = try report(on: specimen.untraced) { ($0.step, $0.method) = (step, method) }
      #expect(untraced.isPassed == isRight, "\(slope), untraced: \(untraced.blocks[0].worst)")
    }
  }

  @Test("The verdict on a kink names it", arguments: [0.0, 1])
  func explanation(slope: Double) throws {
    let report = try report(on: specimen(at: 0, slope: slope))
    let worst = try #require(report.blocks[0].worst.first)
    #expect(worst.status == .subgradient)
    #expect(worst.explanation == "on a kink of kink: slope 0 from the left, 1 from the right")
  }

  @Test("A large constant added hides neither right nor wrong", arguments: [1.0, 100, 1e4])
  func offset(offset: Double) throws {
    for (x, slope, isRight) in [
      (0.02, 1.0, true), (0.02, 0.5, false), (1e-3, 1, true), (1e-3, 0.5, false), (0, 0, true),
      (0, 1, true), (0, 2, false), (0, -0.1, false),
    ] {
      let specimen = Specimen(
        at: [x], value: { offset + relu($0[0]) }, gradient: { _ in [slope] },
        branches: { [sign(of: $0[0])] })
      for specimen in [specimen, specimen.untraced] {
        let report = try report(on: specimen)
        #expect(report.isPassed == isRight, "\(slope) at \(x): \(report.blocks[0].worst)")
      }
    }
  }
}
