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
    facts.terms.append(MapFacts.Term("Σg·y", of: "input", coupling))
    facts.terms.append(
      MapFacts.Term(
        "coupling", of: "input", zip(coupling, zip(own, y)).map { $0 + $1.0 * $1.1 }))
    for axis in 0..<pass.input.shape.rank {
      facts.variants.append(
        MapFacts.Variant("axes exchanged", .layout, pass.map(Softmax(axis: axis))))
    }
  }
}

extension Dropout: DescribedLayer {
  public func describe(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts) {
    let keep = 1 - rate
    facts.quantities.append(
      MapFacts.Quantity("keep probability", "the share of values that are kept", keep))
    facts.quantities.append(
      MapFacts.Quantity("(1 − p)/p", "the share of kept values over that of dropped ones", keep / rate))
    let ones = Tensor<Scalar>(pass.input.shape, repeating: 1)
    if let mask = try? forward(ones, in: pass.context).output.block() {
      facts.places.append(
        MapFacts.Place("dropped", in: "input", Set(mask.indices.filter { mask[$0] == 0 })))
    }
    let other: ForwardContext.Mode = pass.context.mode == .training ? .inference : .training
    facts.variants.append(
      MapFacts.Variant(
        other == .training ? "a mask" : "no mask", .state,
        pass.map(self, in: ForwardContext(other, key: pass.context.key))))
  }
}
