import Layers
import Tensors

/// The pixels under each window of each plane, in the order of the outputs; −1 on padding.
struct WindowPixels: Sendable {
  let windows: [[Int]]
  let shape: Shape

  init(_ geometry: WindowGeometry, over shape: Shape) {
    self.shape = shape
    guard let grid = geometry.grid(over: Extent(shape[2], shape[3])) else {
      windows = []
      return
    }
    windows = (0..<shape[0] * shape[1]).flatMap { plane in
      pairs(grid.rows.count, grid.columns.count).map { r, s in
        pairs(grid.rows.kernel, grid.columns.kernel).map { i, j in
          let row = grid.rows.position(window: r, tap: i)
          let column = grid.columns.position(window: s, tap: j)
          guard 0..<shape[2] ~= row, 0..<shape[3] ~= column else { return -1 }
          return (plane * shape[2] + row) * shape[3] + column
        }
      }
    }
  }

  /// For each window the pixel of the first largest value.
  func winners(_ x: Tensor<Double>) -> [Int] {
    windows.map { window in
      let pixels = window.filter { $0 >= 0 }
      return pixels.dropFirst().reduce(pixels[0]) { x[$1] > x[$0] ? $1 : $0 }
    }
  }

  /// dx made by `body`, which is called with each window and the gradient from above it.
  func gradient(
    _ g: Tensor<Double>, _ body: (inout Tensor<Double>, _ window: Int, _ g: Double) -> Void
  ) -> Tensor<Double> {
    var dx = Tensor<Double>(shape)
    for window in windows.indices { body(&dx, window, g[window]) }
    return dx
  }
}

extension Specimen {
  /// Mistakes in a max pool of overlapping windows: [2, 3, 7, 5] to [2, 3, 5, 3].
  static var maxPool: [Specimen] {
    let shape: Shape = [2, 3, 7, 5]
    let layer = MaxPool2D<Double>(kernel: 3, stride: 1)
    let pixels = WindowPixels(layer.geometry, over: shape)
    var mistakes = LayerMistakes("maxpool", layer, at: .random(shape, seed: 1))
    mistakes.add(
      "the last of overlapping windows overwrites", .place("overlaps"), in: "input",
      seen: "NNlib#205"
    ) {
      pass in
      let winners = pixels.winners(pass.input)
      return pass.input(pixels.gradient(pass.gradient) { dx, window, g in dx[winners[window]] = g })
    }
    mistakes.add("the gradient spread over the window", .place("window"), in: "input") { pass in
      pass.input(
        pixels.gradient(pass.gradient) { dx, window, g in
          for pixel in pixels.windows[window] { dx[pixel] += g / 9 }
        })
    }
    mistakes.add("divided by the windows that a pixel wins", .scale("overlaps"), in: "input") {
      pass in
      var wins = Tensor<Double>(shape)
      for winner in pixels.winners(pass.input) { wins[winner] += 1 }
      return pass.input(pass.right.input.combined(with: wins) { $1 > 0 ? $0 / $1 : 0 })
    }
    mistakes.add("the winner's neighbor gets it", .layout("shifted by 0×1"), in: "input") { pass in
      let winners = pixels.winners(pass.input)
      return pass.input(
        pixels.gradient(pass.gradient) { dx, window, g in
          dx[min(dx.count - 1, winners[window] + 1)] += g
        })
    }
    mistakes.add(
      "rows counted in heights", .layout("row stride"), in: "input", seen: "torch-xpu-ops#4380"
    ) {
      pass in
      let winners = pixels.winners(pass.input)
      return pass.input(
        pixels.gradient(pass.gradient) { dx, window, g in
          let (plane, pixel) = winners[window].quotientAndRemainder(dividingBy: 35)
          dx[plane * 35 + min(34, pixel / 5 * 7 + pixel % 5)] += g
        })
    }
    mistakes.add(
      "the winners of the first plane for all", .layout("plane 0"), in: "input", seen: "haste#43"
    ) {
      pass in
      let winners = pixels.winners(pass.input)
      return pass.input(
        pixels.gradient(pass.gradient) { dx, window, g in
          dx[window / 15 * 35 + winners[window % 15]] += g
        })
    }
    mistakes.add(
      "the last row of windows left out", .place("window row 4"), in: "input", seen: "FlagGems#5218"
    ) {
      pass in
      let winners = pixels.winners(pass.input)
      return pass.input(
        pixels.gradient(pass.gradient) { dx, window, g in
          if window % 15 < 12 { dx[winners[window]] += g }
        })
    }
    mistakes.add("channels in another order", .layout("channels permuted"), in: "input") { pass in
      pass.input(Tensor(shape) { pass.right.input[[$0[0], ($0[1] + 2) % 3, $0[2], $0[3]]] })
    }
    mistakes.add("no gradient at all", .zero("input"), in: "input") { pass in
      pass.eachInput { _ in 0 }
    }
    mistakes.add("ones where a pixel wins", .upstream("ignored"), in: "input", seen: "nd4j#2410") {
      pass in
      pass.input(pass.backward(pass.gradient.map { _ in 1 }).input)
    }
    return mistakes.specimens + tiedPool
  }

  /// A pool whose every window ties.
  private static var tiedPool: [Specimen] {
    let shape: Shape = [1, 1, 4, 6]
    let layer = MaxPool2D<Double>(kernel: 2)
    let pixels = WindowPixels(layer.geometry, over: shape)
    var mistakes = LayerMistakes("maxpool", layer, at: Tensor(shape, repeating: 2))
    mistakes.add(
      "each of four equal pixels gets all", .place("ties"), in: "input", seen: "jax#37821",
      dilutable: false
    ) {
      pass in
      pass.input(
        pixels.gradient(pass.gradient) { dx, window, g in
          for pixel in pixels.windows[window] { dx[pixel] += g }
        })
    }
    mistakes.add(
      "the winner of a tie gets twice the gradient", .place("ties"), in: "input", dilutable: false
    ) {
      pass in pass.eachInput { 2 * $0 }
    }
    return mistakes.specimens
  }

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
      "the square of the rows for the area", .scale(dividedBy: "9/6", 1.5), in: "input",
      backward: shares { $1 / count($0) / 1.5 })
    mistakes.add(
      "the stride's area for the divisor", .scale("2 for the window"), in: "input",
      backward: shares { $1 / 2 })
    mistakes.add(
      "the last column of windows left out", .place("window column 5"), in: "input",
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
