import GradientChecking
import NamedTensors
import Tensors
import Testing

@testable import ForeignChecking

/// Two recordings of one gradient.
@Suite struct GradientComparisonTests {
  private static let weight = Tensor<Double>(
    [3, 4], [0.3, -1.2, 2.1, 0.7, 1.9, -0.4, 0.8, -2.2, 1.1, 0.6, -0.9, 1.4])
  private static let bias = Tensor<Double>([3], [0.5, -1.5, 2.5])

  private func recording(_ weight: Tensor<Double>, _ bias: Tensor<Double>) -> TensorDictionary {
    ["weight": TensorData(weight), "bias": TensorData(bias)]
  }

  private func mapped(_ tensor: Tensor<Double>, _ change: (Double) -> Double) -> Tensor<Double> {
    Tensor(tensor.shape, tensor.elements.map(change))
  }

  @Test func `a recording agrees with itself, bit by bit and to single precision`() throws {
    let exact = recording(Self.weight, Self.bias)
    #expect(GradientComparison(of: exact, with: exact).isPassed)
    let single = mapped(Self.weight) { Double(Float($0)) }
    let bits = Tensor<Float>(single.shape, single.elements.map { Float($0) })
    let rounded: TensorDictionary = ["weight": TensorData(bits), "bias": TensorData(Self.bias)]
    #expect(GradientComparison(of: rounded, with: exact).isPassed)
    // As double precision it is off by more than that is good for.
    let strict = GradientComparison(of: rounded, with: exact, tolerance: 1e-9)
    #expect(!strict.isPassed && strict.rows[0].differing > 0 && strict.rows[1].isPassed)
  }

  @Test(arguments: [
    (-1.0, "has the wrong sign"), (2.0, "exactly twice as large"),
    (0.25, "is 1/4 of what it should be"), (0, "is zero everywhere"),
  ])
  func `a factor is named`(factor: Double, words: String) {
    let wrong = recording(mapped(Self.weight) { factor * $0 }, Self.bias)
    let comparison = GradientComparison(of: wrong, with: recording(Self.weight, Self.bias))
    #expect(!comparison.isPassed)
    #expect(comparison.rows.map(\.isPassed) == [false, true])
    #expect(comparison.diagnoses.map(\.blocks) == [["weight"]])
    #expect(
      comparison.diagnoses.first.map { $0.sentence.contains(words) } == true,
      "\(comparison.diagnoses)")
  }

  @Test func `exchanged axes are named`() {
    let square = Tensor<Double>([3, 3], [0.3, -1.2, 2.1, 0.7, 1.9, -0.4, 0.8, -2.2, 1.1])
    let turned = Tensor<Double>([3, 3], [0.3, 0.7, 0.8, -1.2, 1.9, -2.2, 2.1, -0.4, 1.1])
    let comparison = GradientComparison(
      of: ["w": TensorData(turned)], with: ["w": TensorData(square)])
    #expect(comparison.rows[0].differing == 6)
    #expect(comparison.diagnoses.first?.finding.contains("axes 1, 0 for 0, 1") == true)
  }

  @Test func `one entry in a thousand counts, and what is small beside the rest does not`() {
    var values = (0..<1000).map { 1 + Double($0 % 7) }
    values[10] = 1e-12
    let right = Tensor<Double>([1000], values)
    values[10] = 2e-12
    let small = GradientComparison(
      of: ["g": TensorData(Tensor<Double>([1000], values))], with: ["g": TensorData(right)])
    #expect(small.isPassed)
    values[500] *= 1.01
    let large = GradientComparison(
      of: ["g": TensorData(Tensor<Double>([1000], values))], with: ["g": TensorData(right)])
    #expect(large.rows[0].differing == 1 && large.rows[0].worst?.index == [500])
  }

  @Test func `what is missing or of another shape is named, and no success`() {
    let ours: TensorDictionary = ["a": TensorData(Self.bias), "b": TensorData(Self.bias)]
    let theirs: TensorDictionary = ["a": TensorData(Self.weight), "c": TensorData(Self.bias)]
    let comparison = GradientComparison(of: ours, with: theirs)
    #expect(comparison.missingInOurs == ["c"] && comparison.missingInTheirs == ["b"])
    #expect(comparison.rows[0].obstacle == "is [3] in ours and [3, 4] in theirs")
    #expect(!comparison.isPassed)
    #expect(!GradientComparison(of: [:], with: [:]).isPassed)
  }

  @Test func `what is no number agrees with nothing, not even itself`() {
    let broken = recording(mapped(Self.weight) { $0 == 2.1 ? .nan : $0 }, Self.bias)
    for other in [recording(Self.weight, Self.bias), broken] {
      let comparison = GradientComparison(of: broken, with: other)
      #expect(!comparison.isPassed && comparison.rows[0].differing == 1)
      #expect(comparison.rows[0].worst?.index == [0, 2] && comparison.rows[0].band == .wrong)
    }
  }
}
