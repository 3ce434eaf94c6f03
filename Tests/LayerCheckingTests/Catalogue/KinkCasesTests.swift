import GradientChecking
import LayerChecking
import Testing

/// The cases on kinks are of no use unless they meet some.
@Suite("Cases on kinks")
struct KinkCasesTests {
  /// The number of coordinates on a kink in all cases whose title says so.
  private func kinks(_ reports: [GradientReport]) -> Int {
    reports.filter { report in
      ["zero", "ties", "margins"].contains { report.subject.contains($0) }
    }.flatMap(\.blocks).reduce(0) { $0 + $1.count(of: .subgradient) }
  }

  @Test(
    "Layers with kinks have cases on them",
    arguments: [LayerName.relu, .leakyReLU, .elu, .maxpool], 0..<10 as Range<UInt64>)
  func layers(name: LayerName, seed: UInt64) throws {
    #expect(kinks(try name.reports(seed: seed)) > 0)
  }

  @Test(
    "Losses with kinks have cases on them",
    arguments: [LossName.mae, .hinge], 0..<10 as Range<UInt64>)
  func losses(name: LossName, seed: UInt64) throws {
    #expect(kinks(try name.reports(seed: seed)) > 0)
  }

  @Test(
    "Regularizers with kinks have cases on them",
    arguments: [RegularizerName.l1, .elasticNet], 0..<10 as Range<UInt64>)
  func regularizers(name: RegularizerName, seed: UInt64) throws {
    #expect(kinks(try name.reports(seed: seed)) > 0)
  }
}
