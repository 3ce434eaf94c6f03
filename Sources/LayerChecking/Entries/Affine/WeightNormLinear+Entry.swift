import GSL
import GradientChecking
import Layers
import Tensors

enum WeightNormLinearEntry: LayerEntry {
  static let name = "weight-norm"
  static let summary = "a linear layer of directions and lengths, w = s·v/‖v‖"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shapes: [Shape] = cases.requested.map { [$0] } ?? [[5, 7], [2, 3, 4]]
    for shape in shapes {
      let linear = Linear<Scalar>(max(1, shape.extents.last ?? 1), 3, from: cases.generator)
      try cases.add(WeightNormLinear(linear), shape)
    }
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    // Of one number the direction is ±1 whatever it is.
    let (inputs, outputs) = (1 + draw.extent(4), draw.extent(4))
    return draw.subject(
      WeightNormLinear(
        direction: draw.tensor([outputs, inputs], size: draw.parameterSize),
        length: draw.tensor([outputs], size: draw.parameterSize),
        bias: draw.tensor([outputs], size: draw.size)),
      [draw.extent(4), inputs])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    WeightNormLinear<Scalar>(
      direction: try stored["direction"], length: try stored["length"], bias: try stored["bias"])
  }
}

extension WeightNormLinear: DescribedLayer {
  public func describe(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts) {
    facts.axes["direction"] = ["output", "input"]
  }
}
