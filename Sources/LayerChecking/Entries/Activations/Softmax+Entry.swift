import GSL
import GradientChecking
import Layers
import Tensors

enum SoftmaxEntry: LayerEntry {
  static let name = "softmax"
  static let summary = "e^xᵢ/Σe^xⱼ along the last axis, and along channels"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    try cases.add(Softmax(), cases.requested ?? [4, 7])
    try cases.add(Softmax(axis: 1), cases.requested ?? [2, 5, 3, 4])
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.generator.sign() > 0
      ? draw.subject(Softmax(), [draw.extent(4), 1 + draw.extent(4)])
      : draw.subject(
        Softmax(axis: 1), [draw.extent(2), 1 + draw.extent(2), draw.extent(3), draw.extent(2)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    Softmax<Scalar>(axis: try stored.settings.value(\.axis))
  }
}

extension Softmax: DescribedLayer {
  public func describe(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts) {
    // y·(g − Σ g·y), taken apart.
    let y = pass.output.block()
    let own = zip(pass.cotangent.block(), y).map { $0 * $1 }
    guard let cache = try? forward(pass.input, in: pass.context).cache else { return }
    let dx = backward(pass.cotangent, cache: cache).input.block()
    let coupling = zip(dx, own).map { $0 - $1 }
    facts.terms.append(
      MapFacts.Term("Σg·y", "which all outputs of a sample share", of: "input", coupling))
    facts.terms.append(
      MapFacts.Term(
        "coupling", "of each output with the others of its sample", of: "input",
        zip(coupling, zip(own, y)).map { $0 + $1.0 * $1.1 }))
    for axis in 0..<pass.input.shape.rank where axis != along(pass.input.shape) {
      facts.variants.append(
        MapFacts.Variant("axes exchanged", .layout, pass.map(Softmax(axis: axis))))
    }
  }
}

extension Softmax {
  private func along(_ shape: Shape) -> Int { axis < 0 ? shape.rank + axis : axis }
}
