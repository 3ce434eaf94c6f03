import GSL
import Layers
import Tensors
import Testing

@Suite struct MaskedConv2DTests {
  @Test(arguments: [false, true])
  func `a pixel of the output does not depend on those after it`(seesItself: Bool) throws {
    let generator = RandomGenerator(seed: 4)
    let layer = MaskedConv2D<Double>(
      seesItself: seesItself, 1, 1, kernel: Extent(3, 5), from: generator)
    let image = Tensor<Double>([1, 1, 4, 5], generator.normals(20))
    func output(_ image: Tensor<Double>) throws -> [Double] {
      try layer.forward(image, in: ForwardContext(.training)).output.elements
    }
    let before = try output(image)
    for pixel in 0..<20 {
      var changed = image
      changed[pixel] += 1
      let after = try output(changed)
      let first = seesItself ? pixel : pixel + 1
      #expect(before[..<first] == after[..<first])
      // And on those before it does depend: the pixel below, at least.
      if pixel < 15 { #expect(before[pixel + 5] != after[pixel + 5]) }
      if seesItself { #expect(before[pixel] != after[pixel]) }
    }
  }
}
