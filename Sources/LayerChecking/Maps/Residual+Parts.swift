import GradientChecking
import Layers
import Tensors

extension Residual {
  /// The layers of both branches as maps, named "body.conv1"; see ``Stack/parts(at:in:outputGradient:)``.
  ///
  /// What comes back to the sum comes back to each branch.
  func parts(
    at input: Tensor<Scalar>, in context: ForwardContext,
    outputGradient: (Tensor<Scalar>) throws -> Tensor<Scalar>
  ) throws -> [MapPart] {
    try [("body", body), ("shortcut", shortcut)].enumerated().flatMap { position, branch in
      let (name, stack) = branch
      return try stack.parts(
        at: input, in: context.forLayer(at: position), outputGradient: outputGradient
      ).map { MapPart("\(name).\($0.name)", $0.map, cotangent: $0.cotangent) }
    }
  }
}
