import GSL
import GradientChecking
import Layers
import Tensors

enum ResidualEntry: LayerEntry {
  static let name = "residual"
  static let summary = "F(x) + x, and F(x) + projection of x with stride 2"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 3, 5, 4], "[N, C, H, W]", rank: 4)
    let (channels, generator) = (shape[1], cases.generator)
    func add(_ block: Residual<Scalar>) throws(InputError) {
      try cases.add(
        Stack([.init("block", block), .init("relu", ReLU())]), shape, name: "\(block), ReLU")
    }
    try add(Residual(channels, channels, from: generator))
    try add(Residual(channels, 4, stride: 2, from: generator))
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    // A block without normalization or with, past which the identity leads, or a projection.
    let (channels, stride) = (draw.extent(2), Extent(draw.extent(2), draw.extent(2)))
    let isProjected = stride != 1 || draw.generator.sign() > 0
    let outputs = isProjected ? draw.extent(3) : channels
    func convolution(_ inputs: Int, kernel: Int, stride: Extent) -> Conv2D<Scalar> {
      Conv2D(
        weight: draw.tensor([outputs, inputs, kernel, kernel], size: draw.parameterSize),
        bias: draw.tensor([outputs], size: draw.size), stride: stride,
        padding: Extent(kernel / 2, kernel / 2))
    }
    let norm: [Stack<Scalar>.Member] =
      draw.generator.sign() > 0 ? [.init("norm", BatchNorm(outputs))] : []
    let body = Stack<Scalar>(
      [.init("conv1", convolution(channels, kernel: 3, stride: stride))] + norm + [
        .init("relu", ReLU()), .init("conv2", convolution(outputs, kernel: 3, stride: 1)),
      ])
    let projection = Stack<Scalar>(
      isProjected ? [.init("projection", convolution(channels, kernel: 1, stride: stride))] : [])
    return draw.subject(
      Residual(body: body, shortcut: projection),
      [draw.extent(2), channels, 1 + draw.extent(3), draw.extent(3)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    func norm(_ path: String) throws(InputError) -> AnyLayer<Scalar> {
      AnyLayer(try BatchNormEntry.load(stored.inside(path)))
    }
    func convolution(_ path: String, stride: Extent, padding: Extent) throws(InputError) -> Conv2D<
      Scalar
    > {
      let own = stored.inside(path)
      return Conv2D(
        weight: try own["weight"], bias: try own["bias"], stride: stride, padding: padding)
    }
    let stride = try stored.settings.extent(\.stride)
    let body = Stack<Scalar>([
      .init("conv1", try convolution("body.conv1", stride: stride, padding: 1)),
      .init("norm1", try norm("body.norm1")), .init("relu", ReLU()),
      .init("conv2", try convolution("body.conv2", stride: 1, padding: 1)),
      .init("norm2", try norm("body.norm2")),
    ])
    guard stored.has("shortcut.conv.weight") else { return Residual(body: body) }
    return Residual(
      body: body,
      shortcut: Stack([
        .init("conv", try convolution("shortcut.conv", stride: stride, padding: 0)),
        .init("norm", try norm("shortcut.norm")),
      ]))
  }
}

extension Residual: DescribedLayer {
  public func describe(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts) {
    // dx = what comes back through the body + what comes back through the shortcut.
    for (name, branch) in [("body", body), ("shortcut", shortcut)] {
      guard let cache = try? branch.forward(pass.input, in: pass.context).cache else { continue }
      let dx = branch.backward(pass.cotangent, cache: cache).input
      facts.terms.append(MapFacts.Term(name, of: "input", dx.block()))
    }
  }
}
