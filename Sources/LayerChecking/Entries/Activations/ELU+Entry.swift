import GSL
import GradientChecking
import Layers
import Tensors

enum ELUEntry: ActivationEntry {
  static let name = "elu"
  static let summary = "x above 0, α(eˣ − 1) below, and at 0"

  static func layers<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> [any Layer<Scalar>] {
    [ELU<Scalar>(), ELU<Scalar>(alpha: 0.7)]
  }

  static func layer<Scalar: TensorScalar>(
    _ settings: LayerSettings
  ) throws(InputError) -> any Layer<Scalar> {
    ELU<Scalar>(alpha: Scalar(try settings.value(\.alpha)))
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
