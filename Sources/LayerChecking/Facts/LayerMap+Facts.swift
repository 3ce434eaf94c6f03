import GradientChecking
import Layers
import Tensors

extension LayerMap: DescribedMap {
  public func facts(at point: Point, cotangent: [Double]) throws -> MapFacts {
    let layer = layer(at: point)
    let input = input(at: point)
    let output = try layer.forward(input, in: context).output
    var facts = MapFacts()
    facts.outputShape = output.outputShape
    guard let input = input.tensor, let output = output.tensor else { return facts }
    facts.quantities = LayerMap.quantities(input.shape, output.shape)
    facts.axes["input"] = LayerMap.axes(input.shape)
    facts.outputAxes = LayerMap.axes(output.shape)
    if let described = layer.base as? any DescribedLayer<Scalar> {
      described.describe(
        DescribedPass(
          input: input, output: output, cotangent: Tensor(output.shape, block: cotangent),
          context: context), in: &facts)
    }
    return facts
  }

  /// What an index along each axis counts.
  private static func axes(_ shape: Shape) -> [String] {
    switch shape.rank {
    case 2: ["sample", "feature"]
    case 4: ["sample", "channel", "row", "column"]
    default: []
    }
  }

  /// The sizes that a gradient may be divided by.
  private static func quantities(_ input: Shape, _ output: Shape) -> [MapFacts.Quantity] {
    guard let samples = input.extents.first else { return [] }
    var quantities = [MapFacts.Quantity("N", "the number of samples", Double(samples))]
    func add(_ symbol: String, _ meaning: String, _ value: Int) {
      if !quantities.contains(where: { $0.value == Double(value) }), value > 1 {
        quantities.append(MapFacts.Quantity(symbol, meaning, Double(value)))
      }
    }
    if input.rank > 1 { add("D", "the number of input channels or features", input[1]) }
    if output.rank > 1 { add("C", "the number of outputs", output[1]) }
    if output.rank == 4 {
      add("H·W", "the number of places in an output image", output[2] * output[3])
      add("N·H·W", "the number of places in all output images", samples * output[2] * output[3])
    }
    return quantities
  }
}
