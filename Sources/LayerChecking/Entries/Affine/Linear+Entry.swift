import GSL
import GradientChecking
import Layers
import Tensors

enum LinearEntry: LayerEntry {
  static let name = "linear"
  static let summary = "y = x·Wᵀ + b of [N, D] and [N, T, D]"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shapes: [Shape] = cases.requested.map { [$0] } ?? [[5, 7], [2, 3, 4]]
    for shape in shapes {
      try cases.add(Linear(max(1, shape.extents.last ?? 1), 3, from: cases.generator), shape)
    }
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let (inputs, outputs) = (draw.extent(4), draw.extent(4))
    return draw.subject(
      Linear(
        weight: draw.tensor([outputs, inputs], size: draw.parameterSize),
        bias: draw.tensor([outputs], size: draw.size)),
      draw.generator.sign() > 0
        ? [draw.extent(4), inputs] : [draw.extent(2), draw.extent(2), inputs])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    Linear<Scalar>(weight: try stored["weight"], bias: try stored["bias"])
  }
}

extension Linear: DescribedLayer {
  public func describe(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts) {
    facts.outputAxes =
      pass.input.shape.rank == 2 ? ["sample", "output"] : ["sample", "step", "output"]
    facts.axes["weight"] = ["output", "input"]
    facts.axes["bias"] = ["output"]
  }
}
