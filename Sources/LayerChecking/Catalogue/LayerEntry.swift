import Layers
import Tensors

/// All that is to be said about a layer but its formula: what it is called, on what it is checked, how it is made
/// of stored tensors.
///
/// Whoever goes through the layers goes through ``LayerName/allCases``: the list of names, the self-test, the
/// tests of odd shapes, of the golden values.
package protocol LayerEntry: Sendable {
  /// The name on the command line and of the golden values.
  static var name: String { get }
  /// What it computes, in one line.
  static var summary: String { get }

  /// Whether it is a network of many layers that are checked by themselves too. The self-test makes no more of those.
  static var isNetwork: Bool { get }

  /// Adds the cases of a check by name, of odd and distinct sizes unless others are requested.
  ///
  /// - Throws: where a requested shape does not fit.
  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError)

  /// A case of random sizes and numbers, of which the checker must say that it is right.
  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject

  /// The layer of stored parameters, state and settings.
  ///
  /// - Throws: where one is missing.
  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar>

  /// The input of stored tensors: a single one, which has no name, unless the layer takes more or other than that.
  ///
  /// - Throws: where one is missing.
  static func input<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> AnyTensors<Scalar>
}

extension LayerEntry {
  package static var isNetwork: Bool { false }

  package static func input<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> AnyTensors<Scalar> {
    AnyTensors(try stored[""])
  }
}
