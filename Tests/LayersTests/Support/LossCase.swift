import Layers
import Testing

/// A loss's golden values: prediction, target and cotangent, and what follows from them.
struct LossCase: Decodable, Sendable, CustomTestStringConvertible {
  enum Kind: String, Decodable {
    case mse, mae, huber, softmax_cross_entropy, cross_entropy, svm_hinge, squared_hinge
  }

  /// The settings of all kinds; each has its own few.
  struct Configuration: Decodable {
    let reduction: Reduction
    let half: Bool?
    let delta, margin: Double?
  }

  enum Target: Decodable {
    case labels([Int])
    case tensor(ReferenceTensor)

    private enum Key: CodingKey { case labels }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      self =
        if let labels = try container.decodeIfPresent([Int].self, forKey: .labels) {
          .labels(labels)
        } else {
          .tensor(try ReferenceTensor(from: decoder))
        }
    }
  }

  let name: String
  let loss: Kind
  let configuration: Configuration
  let prediction: ReferenceTensor
  let target: Target
  /// What the loss's gradient is multiplied by.
  let upstream: Double

  let value: Double
  let predictionGradient: ReferenceTensor

  var testDescription: String { name }

  /// The target of a classification loss.
  var labels: [Int] {
    get throws {
      guard case .labels(let labels) = target else { throw MissingTarget() }
      return labels
    }
  }

  /// The target of a regression loss.
  var tensor: ReferenceTensor {
    get throws {
      guard case .tensor(let tensor) = target else { throw MissingTarget() }
      return tensor
    }
  }

  struct MissingTarget: Error {}

  static func all() throws -> [LossCase] {
    let jax = try ReferenceFile<ReferenceCase>.named("reference-jax.json").cases
    return try ReferenceFile.named("reference-losses.json").cases
      + jax.compactMap { if case .loss(let loss) = $0 { loss } else { nil } }
  }
}

extension Reduction: Decodable {}
