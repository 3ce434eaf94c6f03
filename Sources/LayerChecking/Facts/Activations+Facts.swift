import GSL
import GradientChecking
import Layers
import Tensors

extension ELU: DescribedLayer {
  public func describe(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts) {
    facts.terms.append(
      MapFacts.Term(
        "α", of: "input",
        zip(pass.input.block(), pass.cotangent.block()).map { $0 > 0 ? 0 : $1 * Double(alpha) }))
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

extension LeakyReLU: DescribedLayer {
  public func describe(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts) {
    facts.confusions.append(
      MapFacts.Confusion(
        "sides exchanged", .place, of: "input",
        zip(pass.input.block(), pass.cotangent.block()).map { $0 > 0 ? Double(slope) * $1 : $1 }))
  }
}

extension Dropout: DescribedLayer {
  public func describe(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts) {
    let keep = 1 - rate
    facts.quantities.append(
      MapFacts.Quantity("keep probability", "the share of values that are kept", keep))
    facts.quantities.append(
      MapFacts.Quantity(
        "(1 − p)/p", "the share of kept values over that of dropped ones", keep / rate))
    let ones = Tensor<Scalar>(pass.input.shape, repeating: 1)
    if let mask = try? forward(ones, in: pass.context).output.block() {
      facts.places.append(
        MapFacts.Place("dropped", in: "input", Set(mask.indices.filter { mask[$0] == 0 })))
      if let samples = pass.input.shape.extents.first, samples > 1 {
        let first = Array(mask[..<(mask.count / samples)])
        facts.confusions.append(
          MapFacts.Confusion(
            "sample 0 for all", .layout, of: "input",
            pass.cotangent.block().enumerated().map { $1 * first[$0 % first.count] }))
      }
    }
    let other: ForwardContext.Mode = pass.context.mode == .training ? .inference : .training
    facts.variants.append(
      MapFacts.Variant(
        other == .training ? "a mask" : "no mask", .state,
        pass.map(self, in: ForwardContext(other, key: pass.context.key))))
  }
}
