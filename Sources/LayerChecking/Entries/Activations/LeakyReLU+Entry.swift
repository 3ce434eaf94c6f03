import GSL
import GradientChecking
import Layers
import Tensors

enum LeakyReLUEntry: LayerEntry {
  static let name = "leaky-relu"
  static let summary = "x above 0, 0.01·x below, and at its kink"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    try cases.addKinked(LeakyReLU())
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.subject(LeakyReLU(slope: 0.2), [draw.extent(4), draw.extent(5)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    LeakyReLU<Scalar>(slope: Scalar(try stored.settings.value(\.slope)))
  }
}

extension LeakyReLU: DescribedLayer {
  public func describe(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts) {
    facts.confusions.append(
      MapFacts.Confusion(
        "sides exchanged", .place, of: "input",
        zip(pass.input.block(), pass.cotangent.block()).map { $0 > 0 ? Double(slope) * $1 : $1 }))
  }
}
