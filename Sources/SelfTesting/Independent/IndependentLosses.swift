import Foundation
import Layers
import Tensors

extension Specimen {
  static var independentLosses: [Specimen] {
    independentClassification + independentRegression + independentMargins
  }

  private static var independentClassification: [Specimen] {
    let labels = [2, 0, 3, 1, 1, 0]
    var logits = LossMistakes(
      "softmax cross-entropy", SoftmaxCrossEntropy<Double>(), at: .random([6, 4], seed: 141),
      target: labels)
    logits.add(
      "p − y not divided by the batch size", .scale(times: "N", 6), dilutable: false
    ) { pass in
      let p = softmax(pass.prediction)
      return Tensor([6, 4]) { at in
        pass.upstream * (p[at] - (at[1] == labels[at[0]] ? 1 : 0))
      }
    }
    logits.add(
      "1 subtracted at label − 1, the labels taken to count from 1",
      .place("off by one class"), dilutable: false
    ) { pass in
      let p = softmax(pass.prediction)
      return Tensor([6, 4]) { at in
        pass.upstream * (p[at] - (at[1] == (labels[at[0]] + 3) % 4 ? 1 : 0)) / 6
      }
    }
    let chosen = [1, 2, 0, 2, 1]
    var probabilities = LossMistakes(
      "cross-entropy", CrossEntropy<Double>(), at: softmax(.random([5, 3], seed: 142)),
      target: chosen)
    probabilities.add(
      "p − y, the gradient for logits, returned for probabilities",
      .missing("1/p"), dilutable: false
    ) { pass in
      Tensor([5, 3]) { at in
        pass.upstream * (pass.prediction[at] - (at[1] == chosen[at[0]] ? 1 : 0)) / 5
      }
    }
    probabilities.add(
      "gradient from above not multiplied in", .upstream("ignored"), dilutable: false
    ) { pass in
      Tensor([5, 3]) { at in at[1] == chosen[at[0]] ? -1 / (5 * pass.prediction[at]) : 0 }
    }
    return logits.specimens + probabilities.specimens
  }

  private static func softmax(_ x: Tensor<Double>) -> Tensor<Double> {
    let powers = x.map { exp($0) }
    return Tensor(x.shape) { at in
      powers[at] / sum(0..<x.shape[1]) { powers[[at[0], $0]] }
    }
  }

  private static var independentRegression: [Specimen] {
    var squares = LossMistakes(
      "mean squared error", MeanSquaredError<Double>(), at: .random([4, 3], seed: 143),
      target: .random([4, 3], seed: 144))
    squares.add(
      "divided by the 4 samples instead of the 12 elements", .scale("N for N·K", 3),
      dilutable: false
    ) { pass in
      pass.prediction.combined(with: pass.target) { 2 * pass.upstream * ($0 - $1) / 4 }
    }
    squares.add(
      "gradient from above multiplied in twice", .upstream("squared"), dilutable: false
    ) { pass in
      pass.prediction.combined(with: pass.target) {
        pass.upstream * pass.upstream * 2 * ($0 - $1) / 12
      }
    }
    var absolutes = LossMistakes(
      "mean absolute error", MeanAbsoluteError<Double>(), at: .random([5, 2], seed: 145),
      target: .random([5, 2], seed: 146))
    absolutes.add(
      "sign of the prediction instead of the difference", .missing("target"), dilutable: false
    ) { pass in pass.prediction.map { pass.upstream * ($0 > 0 ? 1 : -1) / 10 } }
    var huber = LossMistakes(
      "huber", Huber<Double>(delta: 0.6), at: .random([9], seed: 147),
      target: .random([9], seed: 148))
    huber.add(
      "sign(d) without δ in the linear part", .missing("δ"), dilutable: false
    ) { pass in
      pass.prediction.combined(with: pass.target) { x, t in
        let d = x - t
        return pass.upstream * (d.magnitude <= 0.6 ? d : d > 0 ? 1 : -1) / 9
      }
    }
    return squares.specimens + absolutes.specimens + huber.specimens
  }

  private static var independentMargins: [Specimen] {
    let labels = [3, 0, 2, 1, 0]
    var hinge = LossMistakes(
      "hinge", Hinge<Double>(), at: .random([5, 4], seed: 149), target: labels)
    hinge.add(
      "true class gets −1 once instead of for each violated margin",
      .missing("number of violated margins"), dilutable: false
    ) { pass in
      var dx = Tensor<Double>([5, 4])
      for (n, label) in labels.enumerated() {
        for j in 0..<4 where j != label {
          guard pass.prediction[[n, j]] - pass.prediction[[n, label]] + 1 > 0 else { continue }
          dx[n * 4 + j] = pass.upstream / 5
          dx[n * 4 + label] = -pass.upstream / 5
        }
      }
      return dx
    }
    let others = [4, 1, 2, 0]
    var squared = LossMistakes(
      "squared hinge", Hinge<Double>(squared: true), at: .random([4, 5], seed: 150),
      target: others)
    squared.add(
      "gradient of the plain hinge, without 2·margin", .missing("2·margin"), dilutable: false
    ) { pass in
      var dx = Tensor<Double>([4, 5])
      for (n, label) in others.enumerated() {
        for j in 0..<5 where j != label {
          guard pass.prediction[[n, j]] - pass.prediction[[n, label]] + 1 > 0 else { continue }
          dx[n * 5 + j] += pass.upstream / 4
          dx[n * 5 + label] -= pass.upstream / 4
        }
      }
      return dx
    }
    return hinge.specimens + squared.specimens
  }
}
