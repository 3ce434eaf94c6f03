import GSL
import GradientChecking
import Layers
import Tensors

enum StackEntry: LayerEntry {
  static let name = "stack"
  static let summary = "conv2d, batchnorm, relu, maxpool, flatten, linear"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([3, 2, 6, 5], "[N, C, H, W]", rank: 4)
    let (generator, pooled) = (cases.generator, (shape[2] / 2) * (shape[3] / 2))
    try cases.add(
      Stack([
        .init("conv", Conv2D(shape[1], 3, kernel: 3, padding: 1, from: generator)),
        .init("norm", BatchNorm(3)), .init("relu", ReLU()), .init("pool", MaxPool2D(kernel: 2)),
        .init("flatten", Flatten()),
        .init("linear", Linear(max(1, 3 * pooled), 4, from: generator)),
      ]), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let hidden = 1 + draw.extent(4)
    let inputs = draw.extent(3)
    return draw.subject(
      Stack<Scalar>([
        .init(
          "first",
          Linear(
            weight: draw.tensor([hidden, inputs], size: draw.parameterSize),
            bias: draw.tensor([hidden], size: draw.size))),
        .init("norm", BatchNorm(hidden)), .init("relu", ReLU()),
        .init(
          "second",
          Linear(
            weight: draw.tensor([2, hidden], size: draw.parameterSize),
            bias: draw.tensor([2], size: 1))),
      ]), [2 + draw.extent(3), inputs])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    Stack<Scalar>([
      .init("conv", AnyLayer(try Conv2DEntry.load(stored.inside("conv")))),
      .init("norm", AnyLayer(try BatchNormEntry.load(stored.inside("norm")))),
      .init("relu", ReLU()),
      .init("pool", MaxPool2D(kernel: try stored.settings.extent(\.kernel))),
      .init("flatten", Flatten()),
      .init("linear", AnyLayer(try LinearEntry.load(stored.inside("linear")))),
    ])
  }
}

extension Stack: DescribedLayer {
  public func describe(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts) {
    for (position, member) in members.enumerated() where member.layer.parameters.slotCount == 0 {
      var without = self
      without.members.remove(at: position)
      guard
        let output = try? without.forward(pass.input, in: pass.context).output,
        output.shape == pass.output.shape
      else { continue }
      facts.variants.append(
        MapFacts.Variant("\(member.name)'", .missingPart, pass.map(without)))
    }
  }
}
