import GradientChecking
import Layers
import Tensors

extension Residual: DescribedLayer {
  public func describe(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts) {
    // dx = what comes back through the body + what comes back through the shortcut.
    for (name, branch) in [("body", body), ("shortcut", shortcut)] {
      guard let cache = try? branch.forward(pass.input, in: pass.context).cache else { continue }
      let dx = branch.backward(pass.cotangent, cache: cache).input
      facts.terms.append(MapFacts.Term(name, of: "input", dx.block()))
    }
  }
}

extension Stack: DescribedLayer {
  public func describe(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts) {
    for (position, member) in members.enumerated() where member.layer.parameters.slotCount == 0 {
      var without = self
      without.members.remove(at: position)
      guard
        let output = try? without.forward(pass.input, in: pass.context).output,
        output.shape == pass.output.shape
      else { continue }
      facts.variants.append(
        MapFacts.Variant("\(member.name)'", .missingPart, pass.map(without)))
    }
  }
}
