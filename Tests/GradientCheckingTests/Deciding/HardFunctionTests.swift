import Foundation
import GradientChecking
import Testing

@Suite("Functions that are hard to difference")
struct HardFunctionTests {
  @Test(
    "At the edge of its domain, beyond which it is NaN, a logarithm is judged as elsewhere",
    arguments: [1e-3, 1e-4, 1e-5, 1e-6, 1e-7])
  func logarithm(x: Double) throws {
    let specimen = Specimen(
      at: [x], value: { $0[0] > 0 ? log($0[0]) : .nan }, gradient: { [1 / $0[0]] })
    let right = try report(on: specimen)
    #expect(right.isPassed, "\(right.blocks[0].worst)")
    #expect(try !report(on: specimen.altered { 1.01 * $1 }).isPassed)
  }

  @Test(
    "At the edge of its domain a square root is judged as elsewhere",
    arguments: [1e-3, 1e-4, 1e-5, 1e-6, 1e-7])
  func squareRoot(x: Double) throws {
    let specimen = Specimen(
      at: [x], value: { $0[0] >= 0 ? $0[0].squareRoot() : .nan },
      gradient: { [0.5 / $0[0].squareRoot()] })
    let right = try report(on: specimen)
    #expect(right.isPassed, "\(right.blocks[0].worst)")
    #expect(try !report(on: specimen.altered { 1.01 * $1 }).isPassed)
  }

  @Test(
    "Nearer to the edge than any step, a right gradient is left open, not refuted",
    arguments: [1e-8, 1e-9, 1e-12])
  func beyondResolution(x: Double) throws {
    let root = Specimen(
      at: [x], value: { $0[0] >= 0 ? $0[0].squareRoot() : .nan },
      gradient: { [0.5 / $0[0].squareRoot()] })
    #expect(try !report(on: root).isRefuted)
    let logarithm = Specimen(
      at: [x], value: { $0[0] > 0 ? log($0[0]) : .nan }, gradient: { [1 / $0[0]] })
    #expect(try !report(on: logarithm).isRefuted)
  }

  @Test(
    "A function whose second derivative jumps passes at the jump",
    arguments: [0, 1e-8, -1e-8, 1e-5, 1e-3])
  func secondDerivativeJumps(x: Double) throws {
    let specimens = [
      Specimen(
        at: [x], value: { $0[0] * $0[0].magnitude }, gradient: { [2 * $0[0].magnitude] },
        branches: { [sign(of: $0[0])] }),
      Specimen(
        at: [x], value: { relu($0[0]) * relu($0[0]) }, gradient: { [2 * relu($0[0])] },
        branches: { [sign(of: $0[0])] }),
      Specimen(
        at: [x], value: { pow(relu($0[0]), 1.5) }, gradient: { [1.5 * relu($0[0]).squareRoot()] },
        branches: { [sign(of: $0[0])] }),
    ]
    for specimen in specimens.flatMap({ [$0, $0.untraced] }) {
      let right = try report(on: specimen)
      #expect(!right.isRefuted, "\(right.blocks[0].worst)")
      #expect(try !report(on: specimen.altered { $1 + 1e-2 }).isPassed)
    }
  }

  @Test(
    "x²·sin(1/x) is not refuted, however fast it oscillates",
    arguments: [0, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7])
  func oscillation(x: Double) throws {
    let specimen = Specimen(
      at: [x], value: { $0[0] == 0 ? 0 : $0[0] * $0[0] * sin(1 / $0[0]) },
      gradient: { [$0[0] == 0 ? 0 : 2 * $0[0] * sin(1 / $0[0]) - cos(1 / $0[0])] })
    let report = try report(on: specimen)
    #expect(!report.isRefuted, "\(report.blocks[0].worst)")
  }

  @Test(
    "A sine of high frequency is judged right up to 1e6 and never refuted beyond",
    arguments: [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10])
  func frequency(frequency: Double) throws {
    let specimen = Specimen(
      at: [0.3], value: { sin(frequency * $0[0]) },
      gradient: { [frequency * cos(frequency * $0[0])] })
    let right = try report(on: specimen)
    #expect(!right.isRefuted, "\(right.blocks[0].worst)")
    guard frequency <= 1e6 else { return }
    #expect(right.isPassed)
    #expect(try !report(on: specimen.altered { 1.001 * $1 }).isPassed)
  }

  @Test(
    "A steep sigmoid is judged right up to 1e6 and never refuted beyond",
    arguments: [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10])
  func sigmoid(steepness: Double) throws {
    let specimen = Specimen(
      at: [0.1 / steepness], value: { 1 / (1 + exp(-steepness * $0[0])) },
      gradient: { x in
        let y = 1 / (1 + exp(-steepness * x[0]))
        return [steepness * y * (1 - y)]
      })
    let right = try report(on: specimen)
    #expect(!right.isRefuted, "\(right.blocks[0].worst)")
    guard steepness <= 1e6 else { return }
    #expect(right.isPassed)
    #expect(try !report(on: specimen.altered { 1.001 * $1 }).isPassed)
  }

  @Test("A jump at the point is named, one beside it is stepped over", arguments: [0.0, 1e-3])
  func jump(x: Double) throws {
    let specimen = Specimen(
      at: [x], value: { $0[0] >= 0 ? 1 : 0 }, gradient: { _ in [0] })
    let report = try report(on: specimen)
    #expect(report.count(of: .jump) == (x == 0 ? 1 : 0))
    #expect(report.isPassed == (x != 0))
    #expect(try !GradientCheckingTests.report(on: specimen.altered { _, _ in 1 }).isPassed)
  }
}
