import GradientChecking
import Layers
import Tensors

extension Stack: DescribedLayer {
  public func describe(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts) {
    for (position, member) in members.enumerated() where member.layer.parameters.slots.isEmpty {
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
