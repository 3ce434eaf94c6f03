import Foundation
import GradientChecking
import Testing

@Suite("Contract probes of vector maps")
struct PullbackTests {
  private static let x = [0.3, -1.2, 0.8]

  /// The map of each xᵢ to sin xᵢ and to x₀·xᵢ, with a pullback.
  private func map(
    _ pullback: @escaping @Sendable (_ cotangent: [Double], _ x: [Double]) -> [Double]
  ) -> VectorSpecimen {
    VectorSpecimen(
      at: Self.x, output: { x in x.map { sin($0) } + x.map { x[0] * $0 } }, pullback: pullback)
  }

  @Sendable private static func right(_ u: [Double], _ x: [Double]) -> [Double] {
    var gradient = x.indices.map { u[$0] * cos(x[$0]) + u[3 + $0] * x[0] }
    gradient[0] += x.indices.reduce(0) { $0 + u[3 + $1] * x[$1] }
    return gradient
  }

  private func brokenPromises(_ report: GradientReport) -> [String] {
    report.probes.filter { !$0.isKept }.map(\.promise)
  }

  private static let linearity = "pullback is linear in the cotangent"

  @Test("The right pullback passes for any cotangent", arguments: 0..<20 as Range<UInt64>)
  func right(seed: UInt64) throws {
    let report = try report(on: map(Self.right)) { $0.seed = seed }
    #expect(report.isPassed)
    #expect(report.probes.contains { $0.promise == Self.linearity })
  }

  @Test("One that ignores the cotangent is caught")
  func ignored() throws {
    let ones = [Double](repeating: 1, count: 6)
    let report = try report(on: map { _, x in Self.right(ones, x) })
    #expect(brokenPromises(report) == [Self.linearity])
  }

  @Test("One that is nonlinear in the cotangent is caught")
  func nonlinear() throws {
    for bend in [{ $0 * $0 }, { $0.magnitude }, { $0 + 1e-3 * $0 * $0 }, { tanh($0) }]
      as [@Sendable (Double) -> Double]
    {
      let report = try report(on: map { u, x in Self.right(u.map(bend), x) })
      #expect(brokenPromises(report) == [Self.linearity])
    }
  }

  @Test("One that is not zero for a cotangent of zeros is caught")
  func offset() throws {
    let report = try report(on: map { u, x in Self.right(u, x).map { $0 + 1e-3 } })
    #expect(brokenPromises(report) == [Self.linearity])
  }

  @Test("One that is right only for ones is caught")
  func onesOnly() throws {
    let mean = try report(
      on: map { u, x in
        Self.right([Double](repeating: u.reduce(0, +) / Double(u.count), count: u.count), x)
      })
    #expect(!mean.isPassed)
    let reversed = try report(on: map { u, x in Self.right(u.reversed(), x) })
    #expect(!reversed.isPassed)
  }

  @Test("One that returns the wrong size for another cotangent is caught")
  func size() throws {
    let report = try report(
      on: map { u, x in u.allSatisfy { $0 == 0 } ? [] : Self.right(u, x) })
    #expect(brokenPromises(report) == [Self.linearity])
  }

  @Test("A map without outputs has nothing to check, and does not pass")
  func noOutputs() throws {
    let map = VectorSpecimen(
      at: [1, 2], output: { _ in [] }, pullback: { _, _ in [0, 0] })
    let report = try report(on: map)
    #expect(!report.isPassed)
    #expect(brokenPromises(report) == ["there is something to check"])
  }
}
