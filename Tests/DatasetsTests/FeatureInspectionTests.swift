import Datasets
import GSL
import Tensors
import Testing

@Suite struct FeatureInspectionTests {
  private func table(_ change: (inout [Double]) -> Void) -> Tensor<Double> {
    var values = RandomGenerator(seed: 5).normals(300)
    change(&values)
    return Tensor([100, 3], values)
  }

  @Test func `a clean table is clean`() throws {
    #expect(try FeatureInspection(of: table { _ in }).isClean)
  }

  @Test func `what is missing, stands out, never changes or has another unit is found`() throws {
    let missing = try FeatureInspection(
      of: table {
        $0[7] = .nan; $0[8] = .infinity
      })
    #expect(missing.missing.map(\.sample) == [2, 2] && missing.missing.map(\.feature) == [1, 2])
    let outlier = try FeatureInspection(of: table { $0[30] = 50 })
    #expect(outlier.outliers.map(\.sample) == [10] && outlier.outliers.map(\.value) == [50])
    let constant = try FeatureInspection(
      of: table { for n in 0..<100 { $0[3 * n + 1] = 4 } })
    #expect(constant.constant == [1])
    let units = try FeatureInspection(of: table { for n in 0..<100 { $0[3 * n] *= 1000 } })
    #expect(units.spread > 500 && units.outliers.isEmpty)
    for seen in [missing, outlier, constant, units] { #expect(!seen.isClean) }
  }

  @Test func `another rank is refused`() {
    #expect(throws: InputError.self) { try FeatureInspection(of: Tensor([3])) }
  }
}
