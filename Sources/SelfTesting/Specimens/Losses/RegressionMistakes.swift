import Layers
import Tensors

extension Specimen {
  private static let prediction = Tensor<Double>.random([5, 4], seed: 1)
  private static let target = Tensor<Double>.random([5, 4], seed: 2)

  /// Mistakes in the losses of a difference, over twenty elements.
  static var regressionLosses: [Specimen] {
    squares + halvedSquares + absolutes + absolutesAtZero + huber
  }

  private static var squares: [Specimen] {
    var mistakes = LossMistakes("mse", MeanSquaredError<Double>(), at: prediction, target: target)
    mistakes.addEach("without the 2", .scale(0.5)) { $0 / 2 }
    mistakes.addEach("without 1/N", .scale(times: "N", 20)) { 20 * $0 }
    mistakes.addEach("a mean over samples only", .scale(times: "D", 4)) { 4 * $0 }
    mistakes.addEach("target minus prediction", .scale(-1)) { -$0 }
    mistakes.add("the sign of the difference only", .missing("|d|")) { pass in
      pass.prediction.combined(with: pass.target) {
        $0 > $1 ? pass.upstream / 10 : -pass.upstream / 10
      }
    }
    mistakes.add("the prediction for the difference", .missing("target")) { pass in
      pass.prediction.map { pass.upstream * $0 / 10 }
    }
    mistakes.add("the gradient from above squared", .upstream("squared"), seen: "chainer#1178") {
      pass in pass.right.map { pass.upstream * $0 }
    }
    return mistakes.specimens
  }

  private static var halvedSquares: [Specimen] {
    var mistakes = LossMistakes(
      "mse", MeanSquaredError<Double>(halved: true), at: prediction, target: target)
    mistakes.addEach("a 2 though the loss is halved", .scale(2)) { 2 * $0 }
    return mistakes.specimens
  }

  private static var absolutes: [Specimen] {
    var mistakes = LossMistakes("mae", MeanAbsoluteError<Double>(), at: prediction, target: target)
    mistakes.addEach("with the wrong sign", .scale(-1)) { -$0 }
    mistakes.addEach("without 1/N", .scale(times: "N", 20)) { 20 * $0 }
    mistakes.add("the difference for its sign", .missing("|d| too many")) { pass in
      pass.prediction.combined(with: pass.target) { pass.upstream * ($0 - $1) / 20 }
    }
    mistakes.add("no sign", .place("d < 0")) { pass in
      pass.right.map { _ in pass.upstream / 20 }
    }
    return mistakes.specimens
  }

  private static var absolutesAtZero: [Specimen] {
    var mistakes = LossMistakes("mae", MeanAbsoluteError<Double>(), at: target, target: target)
    mistakes.add("a slope of 2 at 0", .place("d = 0"), dilutable: false) { pass in
      pass.right.map { _ in pass.upstream / 10 }
    }
    return mistakes.specimens
  }

  private static var huber: [Specimen] {
    let delta = 0.8
    var mistakes = LossMistakes("huber", Huber<Double>(delta: 0.8), at: prediction, target: target)
    /// G/N·h'(d)
    @Sendable func gradient(
      _ pass: MistakenLoss<Huber<Double>>.Pass, _ slope: (Double) -> Double
    ) -> Tensor<Double> {
      pass.prediction.combined(with: pass.target) { pass.upstream / 20 * slope($0 - $1) }
    }
    mistakes.add("the signed difference tested", .place("d < −δ"), seen: "attorch#13") {
      gradient($0) { $0 <= delta ? $0 : delta }
    }
    mistakes.add("linear everywhere", .place("|d| ≤ δ")) {
      gradient($0) { $0 > 0 ? delta : -delta }
    }
    mistakes.add("quadratic everywhere", .place("|d| > δ")) { gradient($0) { $0 } }
    mistakes.add("without δ in the linear part", .place("|d| > δ")) {
      gradient($0) { $0.magnitude <= delta ? $0 : $0 > 0 ? 1 : -1 }
    }
    mistakes.add("the branches exchanged", .place("|d| ≤ δ for |d| > δ"), seen: "pytorch#59615") {
      gradient($0) { $0.magnitude > delta ? $0 : $0 > 0 ? delta : -delta }
    }
    mistakes.add("half the quadratic part", .place("|d| ≤ δ")) {
      gradient($0) { $0.magnitude <= delta ? $0 / 2 : $0 > 0 ? delta : -delta }
    }
    mistakes.add("the threshold at δ²", .place("δ² < |d| ≤ δ")) {
      gradient($0) { $0.magnitude <= delta * delta ? $0 : $0 > 0 ? delta : -delta }
    }
    mistakes.addEach("without 1/N", .scale(times: "N", 20)) { 20 * $0 }
    mistakes.add("the gradient from above ignored", .upstream("ignored"), seen: "chainer#1178") {
      pass in pass.right.map { $0 / pass.upstream }
    }
    return mistakes.specimens
  }
}
