import GSL
import GradientChecking
import Layers
import Tensors

enum LinearEntry: LayerEntry {
  static let name = "linear"
  static let summary = "y = x·Wᵀ + b"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([5, 7], "[N, D]", rank: 2)
    try cases.add(Linear(shape[1], 3, from: cases.generator), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let (inputs, outputs) = (draw.extent(4), draw.extent(4))
    return draw.subject(
      Linear(
        weight: draw.tensor([outputs, inputs], size: draw.parameterSize),
        bias: draw.tensor([outputs], size: draw.size)),
      [draw.extent(4), inputs])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    Linear<Scalar>(weight: try stored["weight"], bias: try stored["bias"])
  }
}

extension Linear: DescribedLayer {
  public func describe(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts) {
    facts.outputAxes = ["sample", "output"]
    facts.axes["weight"] = ["output", "input"]
    facts.axes["bias"] = ["output"]
  }
}
