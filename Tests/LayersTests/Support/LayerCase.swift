import Layers
import Tensors
import Testing

/// A layer's golden values: input, parameters and cotangent, and what follows from them.
struct LayerCase: Decodable, Sendable, CustomTestStringConvertible {
  enum Kind: String, Decodable {
    case linear, conv2d, maxpool2d, avgpool2d, batchnorm
    case relu, leaky_relu, elu, sigmoid, tanh, softmax
    case stack, residual, lstm
  }

  /// The settings of all kinds; each has its own few.
  struct Configuration: Decodable {
    let kernel, stride, padding, dilation: [Int]?
    let countsPadding: Bool?
    let epsilon, momentum: Double?
    let slope, alpha: Double?
    let axis: Int?
  }

  let name: String
  let layer: Kind
  let configuration: Configuration
  let mode: ForwardContext.Mode
  let input: ReferenceTensor
  let parameters: [String: ReferenceTensor]
  /// Running statistics before the forward pass.
  let state: [String: ReferenceTensor]?
  let cotangent: ReferenceTensor

  let output: ReferenceTensor
  let inputGradient: ReferenceTensor
  let parameterGradients: [String: ReferenceTensor]
  /// Running statistics after the forward pass, where it changes them.
  let stateAfter: [String: ReferenceTensor]?

  var testDescription: String { name }

  static func all() throws -> [LayerCase] {
    let jax = try ReferenceFile<ReferenceCase>.named("reference-jax.json").cases
    return try ReferenceFile.named("reference-layers.json").cases
      + jax.compactMap { if case .layer(let layer) = $0 { layer } else { nil } }
  }
}

extension ForwardContext.Mode: Decodable {}
