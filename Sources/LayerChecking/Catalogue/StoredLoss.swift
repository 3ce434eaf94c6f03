import GradientChecking
import Layers
import Tensors

/// What a loss is made of when it is read from somewhere: predictions and targets by name, and settings.
package struct StoredLoss<Scalar: TensorScalar> {
  private let predictions, targets: [String: Tensor<Scalar>]
  package let settings: LossSettings

  package init(
    predictions: [String: Tensor<Scalar>], targets: [String: Tensor<Scalar>],
    settings: LossSettings
  ) {
    (self.predictions, self.targets, self.settings) = (predictions, targets, settings)
  }

  /// The prediction of a name; of a single one, which has none, by default.
  ///
  /// - Throws: ``InputError`` where there is none.
  package func prediction(_ name: String = "") throws(InputError) -> Tensor<Scalar> {
    try tensor(name, in: predictions)
  }

  package func target(_ name: String = "") throws(InputError) -> Tensor<Scalar> {
    try tensor(name, in: targets)
  }

  /// Targets that are whole numbers.
  package func labels(_ name: String = "labels") throws(InputError) -> [Int] {
    try target(name).elements.map { Int(Double($0)) }
  }

  private func tensor(
    _ name: String, in tensors: [String: Tensor<Scalar>]
  ) throws(InputError) -> Tensor<Scalar> {
    guard let tensor = tensors[name] else {
      throw InputError("a stored loss", expects: "\(name)", got: "\(tensors.keys.sorted())")
    }
    return tensor
  }

  /// The loss of the single prediction.
  package func map<L: Loss<Scalar>>(
    _ loss: L, _ target: L.Target
  ) throws(InputError) -> any DifferentiableMap where L.Prediction == Tensor<Scalar> {
    LossMap(loss, at: try prediction(), target: target)
  }
}

/// The settings of all losses; each has its own few.
package struct LossSettings: Sendable, Decodable {
  package let reduction: Reduction?
  package let half, full: Bool?
  package let delta, margin, smoothing, alpha, gamma, beta, clip, temperature: Double?
  package let weights: [Double]?
  package let ignored: Int?
  package let kind: String?

  /// - Throws: ``InputError`` where the setting is missing.
  package func value<Value>(
    _ setting: KeyPath<LossSettings, Value?>
  ) throws(InputError) -> Value {
    guard let value = self[keyPath: setting] else {
      throw InputError("a stored loss", expects: "the setting \(setting)", got: "nothing")
    }
    return value
  }

  /// A number, in the precision of a loss.
  package func number<Scalar: TensorScalar>(
    _ setting: KeyPath<LossSettings, Double?>
  ) throws(InputError) -> Scalar {
    Scalar(try value(setting))
  }

  package func classWeights<Scalar: TensorScalar>() -> [Scalar] {
    (weights ?? []).map { Scalar($0) }
  }

  package var reductionOrMean: Reduction { reduction ?? .mean }
}

extension Reduction: Decodable {}
