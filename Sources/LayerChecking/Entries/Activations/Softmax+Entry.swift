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
    describeConfusions(pass, in: &facts)
    for axis in 0..<pass.input.shape.rank where axis != along(pass.input.shape) {
      facts.variants.append(
        MapFacts.Variant("axes exchanged", .layout, pass.map(Softmax(axis: axis))))
    }
  }
}

extension Softmax {
  private func along(_ shape: Shape) -> Int { axis < 0 ? shape.rank + axis : axis }

  /// Gradients of the form a·(g − Σ …) that are not the softmax's.
  private func describeConfusions(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts) {
    let shape = pass.input.shape
    let (y, g) = (pass.output.block(), pass.cotangent.block())
    /// For each place the sum of `values` over those that differ from it along these axes only.
    func sums(_ values: [Double], over axes: Set<Int>) -> [Double] {
      var sums: [[Int]: Double] = [:]
      let keys = values.indices.map { offset in
        shape.index(ofOffset: offset).enumerated().filter { !axes.contains($0.offset) }
          .map(\.element)
      }
      for (key, value) in zip(keys, values) { sums[key, default: 0] += value }
      return keys.map { sums[$0] ?? 0 }
    }
    func add(_ name: String, _ family: MistakeFamily, _ gradient: (Int) -> Double) {
      facts.confusions.append(
        MapFacts.Confusion(name, family, of: "input", y.indices.map(gradient)))
    }
    let axis = along(shape)
    let products = zip(g, y).map { $0 * $1 }
    let plain = sums(g, over: [axis])
    add("1/y", .missingPart) { g[$0] - y[$0] * plain[$0] }
    add("y", .missingPart) { y[$0] * (g[$0] - plain[$0]) }
    for other in 0..<shape.rank where other != axis {
      let coupling = sums(products, over: [other])
      add("axes exchanged", .layout) { y[$0] * (g[$0] - coupling[$0]) }
    }
    let all = products.reduce(0, +)
    add("no axis", .layout) { y[$0] * (g[$0] - all) }
  }
}
