import GSL
import GradientChecking
import Layers
import Models
import Tensors

enum GoogLeNetEntry: LayerEntry {
  static let name = "googlenet"
  package static let isNetwork = true
  static let summary = "three inception blocks, two auxiliary heads, small"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 1, 4, 6], "[N, C, H, W]", rank: 4)
    try cases.add(
      GoogLeNet(
        max(1, shape[1]), width: 1, classes: 2, initializer: .gaussian(standardDeviation: 0.25),
        head: .xavier, from: cases.generator),
      at: .normal(shape, from: cases.generator), shape, withUnitsAlive: true)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let network = GoogLeNet<Scalar>(
      1, width: 1, classes: 2, initializer: .gaussian(standardDeviation: draw.parameterSize),
      head: .xavier, from: draw.generator)
    return draw.subject(network, at: draw.input([1, 1, 4, 3 + draw.extent(2)]))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    let width = try stored["stem.conv.weight"].shape
    var network = GoogLeNet<Scalar>(
      width[1], width: width[0], classes: try stored["classifier.bias"].count,
      from: RandomGenerator(seed: 0))
    for slot in network.parameters.slots { network.parameters[slot.name] = try stored[slot.name] }
    return network
  }
}
