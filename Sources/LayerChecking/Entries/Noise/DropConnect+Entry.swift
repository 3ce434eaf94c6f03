import GSL
import GradientChecking
import Layers
import Tensors

enum DropConnectEntry: LayerEntry {
  static let name = "dropconnect"
  static let summary = "a linear layer without some of its weights, fixed"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([4, 5], "[N, D]", rank: 2)
    for mode in ForwardContext.Mode.allCases {
      let linear = Linear<Scalar>(max(1, shape[1]), 3, from: cases.generator)
      try cases.add(DropConnect(linear, rate: 0.4), shape, mode: mode)
    }
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let (inputs, outputs) = (draw.extent(4), draw.extent(4))
    let linear = Linear(
      weight: draw.tensor([outputs, inputs], size: draw.parameterSize),
      bias: draw.tensor([outputs], size: draw.size))
    return draw.subject(DropConnect(linear, rate: 0.4), [draw.extent(4), inputs])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    let weight = try stored["weight"]
    return DropConnect<Scalar>(
      Linear(weight: weight, bias: try stored["bias"]),
      rate: try stored.settings.value(\.rate),
      mask: stored.settings.mask.map { Tensor(weight.shape, $0.map { Scalar($0) }) })
  }
}
