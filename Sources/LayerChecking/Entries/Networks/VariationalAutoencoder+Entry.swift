import GSL
import GradientChecking
import Layers
import Models
import Tensors

enum VariationalAutoencoderEntry: LayerEntry {
  static let name = "vae"
  package static let isNetwork = true
  static let summary = "encoder, code drawn with a fixed ε, decoder"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([3, 5], "[N, D]", rank: 2)
    try cases.add(
      VariationalAutoencoder(max(1, shape[1]), hidden: 4, code: 2, from: cases.generator),
      at: .normal(shape, from: cases.generator), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let inputs = draw.extent(4)
    return draw.subject(
      VariationalAutoencoder(
        inputs, hidden: draw.extent(4), code: draw.extent(3), from: draw.generator),
      at: draw.input([draw.extent(3), inputs]))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    let (hidden, code) = (try stored["encoder.fc.weight"].shape, try stored["mean.weight"].shape)
    var network = VariationalAutoencoder<Scalar>(
      hidden[1], hidden: hidden[0], code: code[0], from: RandomGenerator(seed: 0))
    for slot in network.parameters.slots { network.parameters[slot.name] = try stored[slot.name] }
    return network
  }
}
