import Layers
import Tensors
import Testing

/// What the CS231n assignments print of drawn numbers; `Tests/References/course_statistics.py` says of which.
@Suite struct CourseStatisticsTests {
  private typealias Case = CourseConstantsTests.Case

  /// The mean and the deviation of each group of elements, as they are printed.
  private func expect(
    _ tensor: Tensor<Double>, _ suffix: String, of own: Case, by group: (Int) -> Int
  ) throws {
    let means = try #require(own.expected["means\(suffix)"]).tensor
    let deviations = try #require(own.expected["deviations\(suffix)"]).tensor
    for g in 0..<means.count {
      let values = tensor.elements.indices.filter { group($0) == g }.map { tensor[$0] }
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      #expect(abs(mean - means[g]) <= own.tolerance, "\(own.name)\(suffix): \(mean)")
      #expect(
        abs(variance.squareRoot() - deviations[g]) <= own.tolerance, "\(own.name)\(suffix)")
    }
  }

  private func expect(
    _ name: String, by group: (Int) -> Int, _ normalize: (Case) throws -> Tensor<Double>
  ) throws {
    let own = try CourseConstantsTests.named(name)
    try expect(own["x"], " before", of: own, by: group)
    try expect(normalize(own), "", of: own, by: group)
  }

  private let context = ForwardContext(.training)

  @Test(arguments: [("batch norm", 1), ("spatial batch norm", 20)])
  func `batch norm`(name: String, places: Int) throws {
    try expect(name, by: { $0 / places % 3 }) { own in
      try BatchNorm(gamma: own["gamma"], beta: own["beta"]).forward(own["x"], in: context).output
    }
  }

  @Test func `layer norm, and group norm`() throws {
    try expect("layer norm", by: { $0 / 3 }) { own in
      try LayerNorm(gamma: own["gamma"], beta: own["beta"]).forward(own["x"], in: context).output
    }
    try expect("group norm", by: { $0 / 60 }) { own in
      try GroupNorm(groups: 2, 6).forward(own["x"], in: context).output
    }
  }

  @Test(arguments: [1.0, 5])
  func `contrastive loss`(temperature: Double) throws {
    let own = try CourseConstantsTests.named("contrastive loss")
    let expected = try #require(own.expected["loss, \(Int(temperature))"]).tensor[0]
    let loss = try NTXent(temperature: temperature)
      .forward(EmbeddingPair(own["left"], own["right"]), target: ()).value
    #expect(abs(loss - expected) <= own.tolerance, "\(loss), not \(expected)")
  }
}
