import GSL
import GradientChecking
import LayerChecking
import Layers
import Tensors
import Testing

extension Tensor {
  /// Normal numbers that a seed fixes.
  static func random(_ shape: Shape, seed: UInt64) -> Tensor {
    Tensor(shape, RandomGenerator(seed: seed).normals(shape.count).map { Scalar($0) })
  }
}

/// A wrong gradient, with the blocks in which it is wrong.
struct Specimen: CustomTestStringConvertible, Sendable {
  let mistake: String
  let culprits: [String]
  private let wrong: CheckSubject
  private let right: CheckSubject

  var testDescription: String { mistake }

  init(_ mistake: String, in culprits: [String], wrong: CheckSubject, right: CheckSubject) {
    self.mistake = mistake
    self.culprits = culprits
    self.wrong = wrong
    self.right = right
  }

  /// A layer with a mistake, on normal numbers.
  init<Base: Layer>(
    _ mistake: String, in culprits: String..., of layer: Base, on shape: Shape,
    backward:
      @escaping @Sendable (Mistaken<Base>.Pass) -> Gradients<Tensor<Double>, Base.Parameters>
  ) where Base.Scalar == Double, Base.Input == Tensor<Double>, Base.Output == Tensor<Double> {
    func subject(_ layer: some Layer<Double>) -> CheckSubject {
      CheckSubject(
        mistake,
        LayerMap(AnyLayer(layer), at: .random(shape, seed: 1), in: ForwardContext(.training)))
    }
    self.init(
      mistake, in: culprits, wrong: subject(Mistaken(layer, backward)),
      right: subject(Mistaken(layer) { $0.right }))
  }

  /// Expects the right layer to pass the check, and the mistaken one to fail it in the culprits and
  /// nowhere else.
  func expectFound(seed: UInt64 = 0, sourceLocation: SourceLocation = #_sourceLocation) throws {
    var configuration = CheckConfiguration()
    configuration.seed = seed
    configuration.threads = 1
    expectNoDoubt(about: try right.check(configuration), sourceLocation: sourceLocation)

    let report = try wrong.check(configuration)
    let name = Comment(rawValue: mistake)
    #expect(!report.isPassed, name, sourceLocation: sourceLocation)
    #expect(report.probes.filter { !$0.isKept } == [], name, sourceLocation: sourceLocation)
    #expect(
      report.blocks.filter { !$0.isPassed }.map(\.name) == culprits, name,
      sourceLocation: sourceLocation)
    for block in report.blocks where !block.isPassed {
      #expect(block.count(of: .disagree) > 0, name, sourceLocation: sourceLocation)
    }
  }
}
