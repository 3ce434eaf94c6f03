import Layers
import Tensors

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
    ) { pass in
      let winners = pixels.winners(pass.input)
      return pass.input(pixels.gradient(pass.gradient) { dx, window, g in dx[winners[window]] = g })
    }
    mistakes.add("the gradient spread over the window", .place("window"), in: "input") { pass in
      pass.input(
        pixels.gradient(pass.gradient) { dx, window, g in
          for pixel in pixels.windows[window] { dx[pixel] += g / 9 }
        })
    }
    mistakes.add("divided by the windows that a pixel wins", .missing("overlaps"), in: "input") {
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
      "rows counted in heights", .layout("other places"), in: "input", seen: "torch-xpu-ops#4380"
    ) { pass in
      let winners = pixels.winners(pass.input)
      return pass.input(
        pixels.gradient(pass.gradient) { dx, window, g in
          let (plane, pixel) = winners[window].quotientAndRemainder(dividingBy: 35)
          dx[plane * 35 + min(34, pixel / 5 * 7 + pixel % 5)] += g
        })
    }
    mistakes.add(
      "the winners of the first plane for all", .layout("plane 0 for all"), in: "input",
      seen: "haste#43"
    ) { pass in
      let winners = pixels.winners(pass.input)
      return pass.input(
        pixels.gradient(pass.gradient) { dx, window, g in
          dx[window / 15 * 35 + winners[window % 15]] += g
        })
    }
    mistakes.add(
      "the last row of windows left out", .place("window row 4 left out"), in: "input",
      seen: "FlagGems#5218"
    ) { pass in
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
    ) { pass in
      pass.input(
        pixels.gradient(pass.gradient) { dx, window, g in
          for pixel in pixels.windows[window] { dx[pixel] += g }
        })
    }
    mistakes.add(
      "the winner of a tie gets twice the gradient", .place("ties"), in: "input", dilutable: false
    ) { pass in pass.eachInput { 2 * $0 }
    }
    return mistakes.specimens
  }
}
