import GSL
import GradientChecking
import Layers
import Tensors

/// The entry of an activation of each number by itself: which ones there are to check, and how one is made of
/// settings. The rest is the same for all of them.
protocol ActivationEntry: LayerEntry {
  /// The layers of a check by name.
  static func layers<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> [any Layer<Scalar>]

  /// The layer of some settings.
  ///
  /// - Throws: where one is missing.
  static func layer<Scalar: TensorScalar>(
    _ settings: LayerSettings
  ) throws(InputError) -> any Layer<Scalar>

  /// The largest size at which it neither overflows nor is too steep to be seen.
  static var largestSize: Double { get }
}

extension ActivationEntry {
  static var largestSize: Double { .infinity }

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    for layer in layers(Scalar.self) {
      let isKinked = (layer as? any ElementwiseActivation)?.isKinked ?? false
      if isKinked {
        try cases.addKinked(layer)
      } else {
        try cases.add(layer, cases.requested ?? [4, 7])
      }
    }
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let layers = layers(Scalar.self)
    let layer = layers[draw.generator.integer(below: layers.count)]
    return draw.subject(layer, [draw.extent(4), draw.extent(5)], upTo: largestSize)
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    try layer(stored.settings)
  }
}

extension ElementwiseActivation {
  fileprivate var isKinked: Bool { !kinks.isEmpty }
}
