import GSL
import GradientChecking
import Layers
import Models
import Tensors

enum SequenceToSequenceEntry: LayerEntry {
  static let name = "sequence-to-sequence"
  package static let isNetwork = true
  static let summary = "GRU encoder and decoder, one tied table"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 3], "[N, T]", rank: 2)
    let generator = cases.generator
    func tokens() -> Tokens<Scalar> {
      Tokens(shape, (0..<shape.count).map { _ in generator.integer(below: 5) })
    }
    try cases.add(
      SequenceToSequence(tokens: 5, features: 3, from: generator),
      at: TokenPair(source: tokens(), answer: tokens()), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let (samples, vocabulary) = (draw.extent(2), 1 + draw.extent(3))
    func tokens() -> Tokens<Scalar> {
      let steps = draw.extent(3)
      return Tokens(
        [samples, steps],
        (0..<samples * steps).map { _ in draw.generator.integer(below: vocabulary) })
    }
    return draw.subject(
      SequenceToSequence(tokens: vocabulary, features: draw.extent(3), from: draw.generator),
      at: TokenPair(source: tokens(), answer: tokens()))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    let table = try stored["table.weight"].shape
    var network = SequenceToSequence<Scalar>(
      tokens: table[0], features: table[1], from: RandomGenerator(seed: 0))
    for slot in network.parameters.slots { network.parameters[slot.name] = try stored[slot.name] }
    return network
  }

  static func input<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> AnyTensors<Scalar> {
    func tokens(_ name: String) throws(InputError) -> Tokens<Scalar> {
      let tokens = try stored[name]
      return Tokens(tokens.shape, tokens.elements.map { Int(Double($0)) })
    }
    return AnyTensors(TokenPair(source: try tokens("source"), answer: try tokens("answer")))
  }
}
