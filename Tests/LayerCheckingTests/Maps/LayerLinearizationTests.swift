import GSL
import GradientChecking
import LayerChecking
import Layers
import Tensors
import Testing

@Suite("LayerLinearization")
struct LayerLinearizationTests {
  private func reports(
    _ entry: some CatalogueEntry, _ precision: Precision, seed: UInt64, threads: Int? = nil
  ) throws -> [GradientReport] {
    var configuration = CheckConfiguration()
    configuration.checksJacobian = true
    configuration.seed = seed
    configuration.threads = threads
    return try entry.subjects(precision: precision, seed: seed).map { try $0.check(configuration) }
  }

  @Test(
    "The Jacobian of every layer is right, in single precision too", arguments: LayerName.allCases)
  func catalogue(name: LayerName) throws {
    for (precision, seed) in [(Precision.double, 1), (.double, 2), (.float, 3)] {
      for report in try reports(name, precision, seed: UInt64(seed)) {
        #expect(report.isPassed && report.warnings.isEmpty, "\(report.subject)")
        for block in report.blocks {
          let jacobian = try #require(block.jacobian)
          let place = Comment(rawValue: "\(block.name) of \(report.subject): \(jacobian.worst)")
          #expect(jacobian.wrong == 0, place)
          #expect(jacobian.entries == jacobian.outputShape.reduce(1, *) * block.size, place)
          if precision == .double { #expect(jacobian.count(of: .inconclusive) == 0, place) }
        }
      }
    }
  }

  @Test(
    "One thread and two find the same", arguments: [LayerName.conv2d, .batchnorm, .residual, .relu])
  func threads(name: LayerName) throws {
    let (one, two) = (
      try reports(name, .double, seed: 4, threads: 1),
      try reports(name, .double, seed: 4, threads: 2)
    )
    #expect(one.map(\.blocks) == two.map(\.blocks))
  }

  /// A linear layer, or one whose partial backward alone gives twice the gradient of its input.
  private struct Partial: LinearInside, PartialBackward {
    var base: Linear<Double>

    func backward(
      ofOutput offset: Int, cache: Linear<Double>.Cache,
      _ write: (_ first: LayerCoordinate, _ gradients: UnsafeBufferPointer<Double>) -> Void
    ) {
      base.backward(ofOutput: offset, cache: cache) { first, gradients in
        guard case .input = first else { return write(first, gradients) }
        gradients.map { 2 * $0 }.withUnsafeBufferPointer { write(first, $0) }
      }
    }
  }

  @Test("A partial backward that is wrong is noticed, and the layer's own used")
  func wrongPartialBackward() throws {
    let generator = RandomGenerator(seed: 2)
    let layer = Partial(base: Linear(4, 3, from: generator))
    let map = LayerMap(
      layer, at: Tensor([5, 4], generator.normals(20)), in: ForwardContext(.training))
    var configuration = CheckConfiguration()
    configuration.checksJacobian = true
    let report = try GradientChecker(configuration).check(map, named: "partial")
    #expect(report.isPassed)
    #expect(report.warnings.count == 1)
    #expect(report.warnings[0].contains("do not add up to that of all at input[0, 0]"))
    #expect(report.blocks.map(\.jacobian?.outputShape) == [[5, 3], [5, 3], [5, 3]])
  }

  @Test("A wrong layer's report names outputs by all their axes")
  func mistaken() throws {
    var configuration = CheckConfiguration()
    configuration.checksJacobian = true
    let report = try CheckSubject.mistaken.check(configuration)
    let jacobian = try #require(report.blocks[0].jacobian)
    // Every number of a channel depends on every other, 40 of 40, in each of 3.
    #expect(jacobian.wrong == 3 * 40 * 40)
    #expect(jacobian.worst.allSatisfy { $0.output.count == 4 && $0.output[1] == $0.index[1] })
    #expect(report.blocks.dropFirst().allSatisfy { $0.jacobian?.isPassed == true })
    #expect(report.diagnoses.map(\.quantity) == ["μ and v"])
  }
}
