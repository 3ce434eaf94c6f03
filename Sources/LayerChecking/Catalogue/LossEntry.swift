import GradientChecking
import Layers
import Tensors

/// All that is to be said about a loss but its formula, as ``LayerEntry`` says it of a layer.
package protocol LossEntry: Sendable {
  /// The name on the command line and of the golden values.
  static var name: String { get }
  /// What it computes, in one line.
  static var summary: String { get }

  /// Adds the cases of a check by name, of odd and distinct sizes unless others are requested.
  ///
  /// - Throws: where a requested shape does not fit.
  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError)

  /// A case of random sizes and numbers, of which the checker must say that it is right.
  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject

  /// The loss of stored predictions, targets and settings.
  ///
  /// - Throws: where one is missing.
  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap
}
