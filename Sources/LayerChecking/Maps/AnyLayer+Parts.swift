import GradientChecking
import Layers
import Tensors

extension AnyLayer {
  /// The layers inside as maps, each at what reaches it and with the cotangent that comes back to it when
  /// `outputGradient` comes back to the whole; none of a layer that is not made of others.
  ///
  /// A stack inside another composition is taken apart, any other composition has parts of its own. What only
  /// puts tensors together has nothing to check.
  func parts(
    at input: AnyTensors<Scalar>, in context: ForwardContext,
    outputGradient: (AnyTensors<Scalar>) throws -> AnyTensors<Scalar>
  ) throws -> [MapPart] {
    guard inside != nil else { return [] }
    let trace = try Trace(of: self, at: input, in: context) { $0.base is Stack<Scalar> }
    var parts: [MapPart] = []
    _ = trace.backward(try outputGradient(trace.output)) { position, cotangent, _ in
      let leaf = trace.leaves[position]
      guard !(leaf.input.base is TensorList<Scalar>) else { return }
      parts.append(
        MapPart(
          leaf.name, LayerMap(leaf.layer, at: leaf.input, in: leaf.context),
          cotangent: cotangent.flatBlock()))
    }
    return parts.reversed()
  }
}
