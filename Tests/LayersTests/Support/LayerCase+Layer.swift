import LayerChecking
import Layers
import Tensors
import Testing

extension LayerCase {
  /// The layer that the case describes.
  func layer<Scalar: TensorScalar>(of scalar: Scalar.Type) throws -> AnyLayer<Scalar> {
    let name = try #require(LayerName(rawValue: layer))
    let tensors = parameters.merging(state ?? [:]) { own, _ in own }
      .mapValues { $0.tensor(of: scalar) }
    func erased(_ layer: some Layer<Scalar>) -> AnyLayer<Scalar> { AnyLayer(layer) }
    return erased(try name.entry.load(StoredLayer(tensors, settings: configuration)))
  }

  /// What goes into it.
  func group<Scalar: TensorScalar>(of scalar: Scalar.Type) throws -> AnyTensors<Scalar> {
    let name = try #require(LayerName(rawValue: layer))
    let stored = StoredLayer(
      input.tensors.mapValues { $0.tensor(of: scalar) }, settings: configuration)
    return try name.entry.input(stored)
  }
}

extension TensorGroup {
  /// Every tensor under its name.
  var byName: [String: Tensor<Scalar>] {
    Dictionary(uniqueKeysWithValues: zip(slots.map(\.name), tensors))
  }
}
