import Layers
import Tensors

extension Specimen {
  static var independentPooling: [Specimen] {
    independentMaxPool + independentAveragePool
  }

  private static var independentMaxPool: [Specimen] {
    var overlapping = LayerMistakes(
      "max pool", MaxPool2D<Double>(kernel: 3, stride: 2), at: .random([2, 2, 9, 7], seed: 61))
    overlapping.add(
      "a pixel that wins several windows keeps the last one's gradient",
      .place("overlapping windows"), in: "input", dilutable: false
    ) { pass in
      let loops = PoolingLoops(kernel: 3, stride: 2)
      var dx = Tensor<Double>(pass.input.shape)
      for out in 0..<pass.output.count {
        let at = pass.output.shape.index(ofOffset: out)
        let (i, j) = loops.winner(at, in: pass.input)
        let pixel = loops.pixel(at, i, j)
        dx.accumulate(pass.gradient[at] - dx[pixel], at: pixel)
      }
      return pass.input(dx)
    }
    var square = LayerMistakes(
      "max pool", MaxPool2D<Double>(kernel: 2), at: .random([3, 2, 4, 6], seed: 62))
    square.add(
      "row and column of the winner within its window exchanged",
      .layout("window transposed"), in: "input", dilutable: false
    ) { pass in
      let loops = PoolingLoops(kernel: 2, stride: 2)
      var dx = Tensor<Double>(pass.input.shape)
      for out in 0..<pass.output.count {
        let at = pass.output.shape.index(ofOffset: out)
        let (i, j) = loops.winner(at, in: pass.input)
        dx.accumulate(pass.gradient[at], at: loops.pixel(at, j, i))
      }
      return pass.input(dx)
    }
    return overlapping.specimens + square.specimens
  }

  private static var independentAveragePool: [Specimen] {
    var padded = LayerMistakes(
      "average pool", AveragePool2D<Double>(kernel: 3, stride: 2, padding: 1),
      at: .random([1, 2, 5, 7], seed: 63))
    padded.add(
      "windows on the border divided by their pixels on the image instead of by 9",
      .place("border windows"), in: "input", dilutable: false
    ) { pass in
      var dx = Tensor<Double>(pass.input.shape)
      for out in 0..<pass.output.count {
        let at = pass.output.shape.index(ofOffset: out)
        let rows = max(0, 2 * at[2] - 1)..<min(5, 2 * at[2] + 2)
        let columns = max(0, 2 * at[3] - 1)..<min(7, 2 * at[3] + 2)
        let share = pass.gradient[at] / Double(rows.count * columns.count)
        for row in rows {
          for column in columns { dx.accumulate(share, at: [at[0], at[1], row, column]) }
        }
      }
      return pass.input(dx)
    }
    var tiled = LayerMistakes(
      "average pool", AveragePool2D<Double>(kernel: 2), at: .random([2, 2, 6, 4], seed: 64))
    tiled.add(
      "g tiled over the image instead of each element repeated",
      .layout("tiled instead of repeated"), in: "input", dilutable: false
    ) { pass in
      pass.input(
        Tensor([2, 2, 6, 4]) { pass.gradient[[$0[0], $0[1], $0[2] % 3, $0[3] % 2]] / 4 })
    }
    return padded.specimens + tiled.specimens
  }
}
