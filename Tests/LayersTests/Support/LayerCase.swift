import LayerChecking
import Layers
import Tensors
import Testing

/// A layer's golden values: input, parameters and cotangent, and what follows from them.
struct LayerCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  /// The name of the layer's entry.
  let layer: String
  let configuration: LayerSettings
  let mode: ForwardContext.Mode
  let input: ReferenceGroup
  let parameters: [String: ReferenceTensor]
  /// Running statistics before the forward pass.
  let state: [String: ReferenceTensor]?
  let cotangent: ReferenceGroup

  let output: ReferenceGroup
  /// Of what has one.
  let inputGradient: ReferenceGroup
  let parameterGradients: [String: ReferenceTensor]
  /// Running statistics after the forward pass, where it changes them.
  let stateAfter: [String: ReferenceTensor]?

  var testDescription: String { name }

  static func all() throws -> [LayerCase] { try stored.get() }

  /// Read once, for that takes longer than many a test.
  private static let stored = Result {
    let jax = try ReferenceFile<ReferenceCase>.named("reference-jax.json").cases
    return try ReferenceFile.named("reference-layers.json").cases
      + jax.compactMap { if case .layer(let layer) = $0 { layer } else { nil } }
  }
}

extension ForwardContext.Mode: Decodable {}
