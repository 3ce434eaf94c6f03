import GSL
import GradientChecking
import Layers
import Tensors

enum InceptionEntry: LayerEntry {
  static let name = "inception"
  static let summary = "1×1, 3×3 and 5×5 windows and a max pool, side by side"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 3, 5, 4], "[N, C, H, W]", rank: 4)
    try cases.add(
      Inception(
        shape[1], .init(one: 2, three: (2, 3), five: (1, 2), pool: 1), from: cases.generator),
      shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let inputs = draw.extent(2)
    let layer = Inception<Scalar>(
      inputs,
      .init(
        one: draw.extent(2), three: (draw.extent(2), draw.extent(2)),
        five: (1, draw.extent(2)), pool: 1),
      initializer: .gaussian(standardDeviation: draw.parameterSize), from: draw.generator)
    return draw.subject(layer, [draw.extent(2), inputs, draw.extent(3), draw.extent(3)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    func channels(_ conv: String) throws(InputError) -> Int { try stored["\(conv).bias"].count }
    var layer = Inception<Scalar>(
      try stored["one.conv.weight"].shape[1],
      .init(
        one: try channels("one.conv"),
        three: (try channels("three.reduce"), try channels("three.conv")),
        five: (try channels("five.reduce"), try channels("five.conv")),
        pool: try channels("pool.conv")),
      from: RandomGenerator(seed: 0))
    for slot in layer.parameters.slots { layer.parameters[slot.name] = try stored[slot.name] }
    return layer
  }
}
