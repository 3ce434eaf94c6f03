import Layers
import Tensors

extension Specimen {
  /// Mistakes in an average pool with padding that does not count, of kernel 3×2.
  static var averagePool: [Specimen] {
    let shape: Shape = [2, 3, 7, 5]
    let layer = AveragePool2D<Double>(
      kernel: Extent(3, 2), stride: Extent(2, 1), padding: 1, countsPadding: false)
    let pixels = WindowPixels(layer.geometry, over: shape)
    var mistakes = LayerMistakes("avgpool", layer, at: .random(shape, seed: 1))
    /// Adds a mistake in which the gradient of each window is shared out by `share`.
    func shares(_ share: @escaping @Sendable (_ window: Int, _ g: Double) -> Double)
      -> MistakenLayer<AveragePool2D<Double>>.Backward
    {
      { pass in
        pass.input(
          pixels.gradient(pass.gradient) { dx, window, g in
            for pixel in pixels.windows[window] where pixel >= 0 { dx[pixel] += share(window, g) }
          })
      }
    }
    @Sendable func count(_ window: Int) -> Double {
      Double(pixels.windows[window].count { $0 >= 0 })
    }
    mistakes.add(
      "the kernel's area for the divisor", .place("border"), in: "input", seen: "burn#5604",
      backward: shares { $1 / 6 })
    mistakes.add("the divisor forgotten", .scale("window"), in: "input", backward: shares { $1 })
    mistakes.add(
      "divided twice", .scale("window"), in: "input",
      backward: shares { $1 / count($0) / count($0) })
    mistakes.add(
      "the square of the rows for the area", .scale(dividedBy: "rows/columns", 1.5), in: "input",
      backward: shares { $1 / count($0) / 1.5 })
    mistakes.add(
      "the stride's area for the divisor", .scale("stride for window"), in: "input",
      backward: shares { $1 / 2 })
    mistakes.add(
      "the last column of windows left out", .place("window column 5 left out"), in: "input",
      backward: shares { $0 % 6 == 5 ? 0 : $1 / count($0) })
    mistakes.add("overlapping windows overwrite each other", .place("overlaps"), in: "input") {
      pass in
      pass.input(
        pixels.gradient(pass.gradient) { dx, window, g in
          for pixel in pixels.windows[window] where pixel >= 0 { dx[pixel] = g / count(window) }
        })
    }
    mistakes.add("rows shifted by the padding", .layout("shifted by 1×0"), in: "input") { pass in
      pass.input(
        Tensor(shape) { at in
          at[2] < 6 ? pass.right.input[[at[0], at[1], at[2] + 1, at[3]]] : 0
        })
    }
    return mistakes.specimens
  }
}
