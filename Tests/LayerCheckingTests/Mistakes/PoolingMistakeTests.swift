import Layers
import Tensors
import Testing

@Suite("Mistakes in pooling")
struct PoolingMistakeTests {
  private static let shape: Shape = [2, 3, 7, 5]
  private static let maximum = MaxPool2D<Double>(kernel: 3, stride: 1)
  private static let average = AveragePool2D<Double>(
    kernel: 3, stride: 2, padding: 1, countsPadding: false)

  /// For each output in order the offset of the pixel that won its window.
  private static func winners(_ pass: Mistaken<MaxPool2D<Double>>.Pass) -> [Int] {
    var winners: [Int] = []
    for plane in 0..<6 {
      for r in 0..<5 {
        for s in 0..<3 {
          let window = (0..<9).map { plane * 35 + (r + $0 / 3) * 5 + s + $0 % 3 }
          winners += window.max { pass.input[$0] < pass.input[$1] }.map { [$0] } ?? []
        }
      }
    }
    return winners
  }

  static let specimens = [
    Specimen("The last of overlapping windows overwrites", in: "input", of: maximum, on: shape) {
      pass in
      var dx = Tensor<Double>(shape)
      for (window, winner) in winners(pass).enumerated() { dx[winner] = pass.gradient[window] }
      return pass.replacingInput(dx)
    },
    Specimen("The gradient spread over the window", in: "input", of: maximum, on: shape) { pass in
      let spread = AveragePool2D<Double>(kernel: 3, stride: 1)
      guard let cache = try? spread.forward(pass.input, in: ForwardContext(.training)).cache else {
        return pass.right
      }
      return pass.replacingInput(spread.backward(pass.gradient, cache: cache).input)
    },
    Specimen("Another divisor than forward's", in: "input", of: average, on: shape) { pass in
      let other = AveragePool2D<Double>(kernel: 3, stride: 2, padding: 1)
      guard let cache = try? other.forward(pass.input, in: ForwardContext(.training)).cache else {
        return pass.right
      }
      return pass.replacingInput(other.backward(pass.gradient, cache: cache).input)
    },
    Specimen("The divisor forgotten", in: "input", of: average, on: shape) { pass in
      pass.replacingInput(pass.right.input.map { 9 * $0 })
    },
  ]

  @Test("Each is found, in the right block", arguments: specimens)
  func found(specimen: Specimen) throws {
    try specimen.expectFound()
  }
}
