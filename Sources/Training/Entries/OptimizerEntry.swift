import Tensors

/// All that is to be said about an optimizer but its rule: what it is called, and how it is made of settings, its
/// usual ones where they are left out.
package protocol OptimizerEntry: Sendable {
  /// The name on the command line and of the golden values.
  static var name: String { get }
  /// What it is, in one line.
  static var summary: String { get }
  /// Whether steps are divided by the gradient's own size.
  static var isAdaptive: Bool { get }

  static func optimizer<Scalar: TensorScalar>(
    _ learningRate: Scalar, _ settings: OptimizerSettings
  ) -> any Optimizer<Scalar>
}

extension OptimizerEntry {
  package static var isAdaptive: Bool { true }
}

/// The settings of all optimizers; each has its own few.
package struct OptimizerSettings: Sendable, Decodable {
  package var dampening, epsilon, decay, momentum, coupledDecay, decoupledDecay: Double?
  package var centered, corrected: Bool?

  package init() {}

  func decay<Scalar: TensorScalar>(_ usual: WeightDecay<Scalar> = .none) -> WeightDecay<Scalar> {
    if let coupledDecay { return .coupled(Scalar(coupledDecay)) }
    if let decoupledDecay { return .decoupled(Scalar(decoupledDecay)) }
    return usual
  }

  func number<Scalar: TensorScalar>(
    _ setting: KeyPath<OptimizerSettings, Double?>, _ usual: Double
  ) -> Scalar {
    Scalar(self[keyPath: setting] ?? usual)
  }
}
