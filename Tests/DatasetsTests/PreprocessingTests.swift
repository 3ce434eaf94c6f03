import Datasets
import Foundation
import Tensors
import Testing

@Suite struct PreprocessingTests {
  private struct Stored: Decodable {
    struct Numbers: Decodable {
      let shape: [Int]
      let values: [Double]

      var tensor: Tensor<Double> { Tensor(Shape(shape), values) }
    }

    struct Components: Decodable {
      let samples, variances, projected, whitened: Numbers
    }

    let components: Components
  }

  private static func stored() throws -> Stored.Components {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: root.appending(path: "Fixtures/reference-training.json"))
    return try JSONDecoder().decode(Stored.self, from: data).components
  }

  private func expect(_ ours: [Double], _ theirs: [Double], _ tolerance: Double = 1e-10) {
    #expect(ours.count == theirs.count)
    for (a, b) in zip(ours, theirs) { #expect(abs(a - b) <= tolerance * max(1, abs(b))) }
  }

  @Test func `components, projections and whitening are NumPy's`() throws {
    let stored = try Self.stored()
    let samples = stored.samples.tensor
    let components = try PrincipalComponents(of: samples)
    expect(components.variances, stored.variances.values)
    expect(components.project(samples).elements, stored.projected.values)
    expect(components.whiten(samples).elements, stored.whitened.values, 1e-8)
    #expect(components.share == 1)
    // All of them give the samples back; fewer do not, but for what they say they lose.
    expect(components.restore(components.project(samples)).elements, samples.elements)
    let few = try PrincipalComponents(of: samples, keeping: 2)
    let lost = few.restore(few.project(samples)) - samples
    let variance = components.variances.reduce(0, +)
    let square: Double = lost.sum { $0 * $0 } / 9
    expect([1 - few.share], [square / variance], 1e-9)
    #expect(few.share < 1)
  }

  @Test func `whitened features are uncorrelated, of variance 1`() throws {
    let samples = try Self.stored().samples.tensor
    let z = try PrincipalComponents(of: samples).whiten(samples, epsilon: 0)
    let covariance = z.matrixProduct(with: z, transposing: .left) / 9
    for i in 0..<16 { #expect(abs(covariance[i] - (i % 5 == 0 ? 1 : 0)) < 1e-9) }
  }

  @Test func `components of nothing and of what is no number are refused`() {
    #expect(throws: InputError.self) { try PrincipalComponents(of: Tensor([0, 3])) }
    #expect(throws: InputError.self) { try PrincipalComponents(of: Tensor([3])) }
    #expect(throws: InputError.self) {
      try PrincipalComponents(of: Tensor([2, 1], [1, .nan]))
    }
  }

  @Test func `every feature is brought to mean 0 and deviation 1, by the training split`() {
    let training = Tensor<Double>([4, 1, 2], [1, 5, 3, 5, 1, 5, 3, 5])
    let statistics = FeatureStatistics(of: training)
    #expect(statistics.mean.elements == [2, 5])
    #expect(statistics.standardDeviation.elements == [1, 0])
    #expect(statistics.normalize(training).elements == [-1, 0, 1, 0, -1, 0, 1, 0])
    #expect(statistics.center(Tensor([1, 1, 2], [7, 7])).elements == [5, 2])
  }

  @Test func `each sample is held out once`() {
    let folds = Folds(11, into: 3, seed: 4)
    #expect(folds.parts.joined().sorted() == Array(0..<11))
    #expect(Set(folds.parts.map(\.count)) == [3, 4])
    for (training, validation) in folds.splits {
      #expect(Set(training).isDisjoint(with: validation))
      #expect(training.count + validation.count == 11)
    }
    #expect(Folds(11, into: 3, seed: 4).parts == folds.parts)
    #expect(Folds(11, into: 3, seed: 5).parts != folds.parts)
  }

  @Test func `a column of ones takes the bias into the weight`() {
    let x = Tensor<Double>([2, 2], [1, 2, 3, 4])
    #expect(x.appendingOnes().elements == [1, 2, 1, 3, 4, 1])
    let weight = Tensor<Double>([1, 3], [10, 100, 7])
    #expect(
      x.appendingOnes().matrixProduct(with: weight, transposing: .right).elements == [217, 437])
  }
}
