import GradientChecking
import LayerChecking
import Layers
import Tensors
import Testing

/// A loss's golden values: prediction, target and cotangent, and what follows from them.
struct LossCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  /// The name of the loss's entry.
  let loss: String
  let configuration: LossSettings
  let prediction: ReferenceGroup
  /// Labels under that name; none where the loss takes no target.
  let target: ReferenceGroup
  /// What the loss's gradient is multiplied by.
  let upstream: Double

  let value: Double
  let predictionGradient: ReferenceGroup

  var testDescription: String { name }

  static func all() throws -> [LossCase] { try stored.get() }

  private static let stored = Result {
    let jax = try ReferenceFile<ReferenceCase>.named("reference-jax.json").cases
    return try ReferenceFile.named("reference-losses.json").cases
      + jax.compactMap { if case .loss(let loss) = $0 { loss } else { nil } }
  }

  /// The loss that the case describes, as a map from its predictions.
  func map<Scalar: TensorScalar>(of scalar: Scalar.Type) throws -> any DifferentiableMap {
    let name = try #require(LossName(rawValue: loss))
    return try name.entry.load(
      StoredLoss<Scalar>(
        predictions: prediction.tensors.mapValues { $0.tensor() },
        targets: target.tensors.mapValues { $0.tensor() }, settings: configuration))
  }
}
