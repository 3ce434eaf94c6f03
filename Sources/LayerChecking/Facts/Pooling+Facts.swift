import GradientChecking
import Layers
import Tensors

extension MaxPool2D: DescribedLayer {
  public func describe(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts) {
    facts.outputAxes = ["sample", "channel", "window row", "window column"]
    facts.describeWindows(geometry, over: pass.input.shape)
    // Where a pixel is as large as another of its plane, there may be a tie.
    let area = pass.input.shape.extents.suffix(2).reduce(1, *)
    let ties = (0..<pass.input.count).filter { i in
      let start = i / max(1, area) * area
      return (start..<start + area).contains { $0 != i && pass.input[$0] == pass.input[i] }
    }
    facts.places.append(MapFacts.Place("ties", in: "input", Set(ties)))
    let wins = wins(pass)
    facts.fields.append(MapFacts.Field("overlaps", of: "input", wins))
    facts.places.append(
      MapFacts.Place("overlaps", in: "input", Set(wins.indices.filter { wins[$0] > 1 })))
  }

  /// How many windows each pixel wins.
  private func wins(_ pass: DescribedPass<Scalar>) -> [Double] {
    guard let cache = try? forward(pass.input, in: pass.context).cache else { return [] }
    let ones = Tensor<Scalar>(pass.output.shape, repeating: 1)
    return backward(ones, cache: cache).input.block()
  }
}

extension AveragePool2D: DescribedLayer {
  public func describe(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts) {
    facts.outputAxes = ["sample", "channel", "window row", "window column"]
    facts.describeWindows(geometry, over: pass.input.shape)
    let kernel = geometry.kernel
    facts.quantities.append(
      MapFacts.Quantity(
        "rows/columns", "the window's rows over its columns",
        Double(kernel.rows) / Double(kernel.columns)))
    // What each window divides by: a window of ones gives 1, one beside the padding maybe less.
    let ones = Tensor<Scalar>(pass.input.shape, repeating: 1)
    guard let means = try? forward(ones, in: pass.context).output,
      let sums = try? AveragePool2D(
        kernel: kernel, stride: geometry.stride, padding: geometry.padding
      ).forward(ones, in: pass.context).output
    else { return }
    let divisors = zip(sums.block(), means.block()).map { Double(kernel.area) * $0 / $1 }
    facts.fields.append(MapFacts.Field("window", of: nil, divisors))
    facts.fields.append(
      MapFacts.Field("stride", of: nil, divisors.map { _ in Double(geometry.stride.area) }))
    facts.variants.append(
      MapFacts.Variant(
        "border", .place,
        pass.map(
          AveragePool2D(
            kernel: kernel, stride: geometry.stride, padding: geometry.padding,
            countsPadding: !countsPadding))))
  }
}
