import GradientChecking
import Layers
import Tensors

extension Stack {
  /// Every layer as a map, at the activation that reaches it and with the cotangent that comes back to it
  /// when `outputGradient` comes back to the whole. A layer without input or output is left out.
  func parts(
    at input: Tensor<Scalar>, in context: ForwardContext,
    outputGradient: (Tensor<Scalar>) throws -> Tensor<Scalar>
  ) throws -> [MapPart] {
    var activation = input
    var steps: [(input: Tensor<Scalar>, cache: AnyLayer<Scalar>.Cache)] = []
    for (position, member) in members.enumerated() {
      let (output, cache) = try member.layer.forward(activation, in: context.forLayer(at: position))
      steps.append((activation, cache))
      activation = output
    }
    var gradient = try outputGradient(activation)
    var parts: [MapPart] = []
    for (position, (member, step)) in zip(members, steps).enumerated().reversed() {
      parts.append(
        MapPart(
          member.name,
          LayerMap(member.layer, at: step.input, in: context.forLayer(at: position)),
          cotangent: gradient.block()))
      gradient = member.layer.backward(gradient, cache: step.cache).input
    }
    return parts.reversed()
  }
}
