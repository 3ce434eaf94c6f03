import GSL
import GradientChecking
import Layers
import Tensors

enum ELUEntry: LayerEntry {
  static let name = "elu"
  static let summary = "x above 0, α(eˣ − 1) below, and at 0"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    try cases.addKinked(ELU())
    try cases.addKinked(ELU(alpha: 0.7))
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.subject(ELU(alpha: 0.7), [draw.extent(4), draw.extent(5)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    ELU<Scalar>(alpha: Scalar(try stored.settings.value(\.alpha)))
  }
}

extension ELU: DescribedLayer {
  public func describe(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts) {
    facts.terms.append(
      MapFacts.Term(
        "α", of: "input",
        zip(pass.input.block(), pass.cotangent.block()).map { $0 > 0 ? 0 : $1 * Double(alpha) }))
  }
}
