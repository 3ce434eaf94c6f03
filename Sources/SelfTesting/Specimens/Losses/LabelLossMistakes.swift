import Layers
import Tensors

extension Specimen {
  private static let labels = [2, 0, 3, 3, 1]
  private static let scores = Tensor<Double>.random([5, 4], seed: 1)

  /// Mistakes in the losses of labels, for five samples and four classes.
  static var labelLosses: [Specimen] {
    softmaxCrossEntropy + summedCrossEntropy + crossEntropy + hinge + squaredHinge
  }

  /// `tensor` with the entry of each label changed.
  @Sendable private static func atLabels(
    _ tensor: Tensor<Double>, _ change: (Double) -> Double
  ) -> Tensor<Double> {
    Tensor(tensor.shape) { labels[$0[0]] == $0[1] ? change(tensor[$0]) : tensor[$0] }
  }

  private static var softmaxCrossEntropy: [Specimen] {
    var mistakes = LossMistakes(
      "softmax-cross-entropy", SoftmaxCrossEntropy<Double>(), at: scores, target: labels)
    @Sendable func probabilities(
      _ pass: MistakenLoss<SoftmaxCrossEntropy<Double>>.Pass
    ) -> Tensor<Double> {
      let softmax = try? Softmax<Double>().forward(pass.prediction, in: ForwardContext(.inference))
      return softmax?.output ?? pass.prediction
    }
    mistakes.addEach("without 1/N", .scale(times: "N", 5)) { 5 * $0 }
    mistakes.addEach("a mean over classes too", .scale(dividedBy: "K", 4)) { $0 / 4 }
    mistakes.addEach("twice as large", .scale(2)) { 2 * $0 }
    mistakes.add("the label not subtracted", .missing("onehot")) { pass in
      atLabels(pass.right) { $0 + pass.upstream / 5 }
    }
    mistakes.add("the label's entry only", .place("all but the labels")) { pass in
      Tensor(pass.right.shape) { labels[$0[0]] == $0[1] ? pass.right[$0] : 0 }
    }
    mistakes.add("1 subtracted at the next class", .layout("label + 1")) { pass in
      let p = probabilities(pass)
      return Tensor(p.shape) {
        (p[$0] - ((labels[$0[0]] + 1) % 4 == $0[1] ? 1 : 0)) * pass.upstream / 5
      }
    }
    mistakes.add("1 subtracted everywhere", .place("all but the labels")) { pass in
      probabilities(pass).map { ($0 - 1) * pass.upstream / 5 }
    }
    mistakes.add("the logits for their softmax", .missing("softmax")) { pass in
      atLabels(pass.prediction) { $0 - 1 }.map { $0 * pass.upstream / 5 }
    }
    mistakes.add("the softmax's own slope applied again", .missing("y(1 − y) too many")) { pass in
      pass.right * probabilities(pass).map { $0 * (1 - $0) }
    }
    mistakes.add("the gradient from above ignored", .upstream("ignored"), seen: "chainer#1178") {
      pass in pass.right.map { $0 / pass.upstream }
    }
    return mistakes.specimens
  }

  private static var summedCrossEntropy: [Specimen] {
    var mistakes = LossMistakes(
      "softmax-cross-entropy", SoftmaxCrossEntropy<Double>(reduction: .sum), at: scores,
      target: labels)
    mistakes.addEach("1/N though it is a sum", .scale(dividedBy: "N", 5)) { $0 / 5 }
    return mistakes.specimens
  }

  private static var crossEntropy: [Specimen] {
    let probabilities = Tensor<Double>(
      [5, 4], scores.elements.map { 0.05 + 0.2 * $0.magnitude })
    var mistakes = LossMistakes(
      "cross-entropy", CrossEntropy<Double>(), at: probabilities, target: labels)
    mistakes.addEach("with the wrong sign", .scale(-1)) { -$0 }
    mistakes.addEach("without 1/N", .scale(times: "N", 5)) { 5 * $0 }
    mistakes.add("1/p for every class", .place("all but the labels")) { pass in
      pass.prediction.map { -pass.upstream / 5 / $0 }
    }
    mistakes.add("without 1/p", .missing("x too many")) { pass in
      pass.right * pass.prediction
    }
    mistakes.add("ε in the divisor", .epsilon(1e-3)) { pass in
      pass.right.combined(with: pass.prediction) { $0 * $1 / ($1 + 1e-3) }
    }
    mistakes.add("the label of the sample before", .layout("sample − 1")) { pass in
      Tensor(pass.right.shape) {
        labels[($0[0] + 4) % 5] == $0[1] ? -pass.upstream / 5 / pass.prediction[$0] : 0
      }
    }
    return mistakes.specimens
  }

  private static var hinge: [Specimen] {
    var mistakes = LossMistakes("hinge", Hinge<Double>(), at: scores, target: labels)
    mistakes.addEach("without 1/N", .scale(times: "N", 5)) { 5 * $0 }
    mistakes.addEach("with the wrong sign", .scale(-1)) { -$0 }
    mistakes.add("one margin counted, not all", .place("labels")) { pass in
      atLabels(pass.right) { $0 == 0 ? 0 : -pass.upstream / 5 }
    }
    mistakes.add("the true class forgotten", .place("labels")) { pass in
      atLabels(pass.right) { _ in 0 }
    }
    mistakes.add("the true class counted too", .place("labels")) { pass in
      atLabels(pass.right) { $0 + pass.upstream / 5 }
    }
    mistakes.add("the comparison inverted", .place("inactive for active"), seen: "tt-metal#48201") {
      pass in
      Tensor(pass.right.shape) {
        labels[$0[0]] == $0[1] ? pass.right[$0] : pass.right[$0] == 0 ? pass.upstream / 5 : 0
      }
    }
    mistakes.add("the gradient from above ignored", .upstream("ignored"), seen: "chainer#1178") {
      pass in pass.right.map { $0 / pass.upstream }
    }
    return mistakes.specimens
  }

  private static var squaredHinge: [Specimen] {
    var mistakes = LossMistakes(
      "squared-hinge", Hinge<Double>(squared: true), at: scores, target: labels)
    mistakes.addEach("without the 2", .scale(0.5)) { $0 / 2 }
    mistakes.add("the plain hinge's gradient", .missing("margin")) { pass in
      let plain = Hinge<Double>()
      guard let cache = try? plain.forward(pass.prediction, target: labels).cache else {
        return pass.right
      }
      return plain.backward(pass.upstream, cache: cache)
    }
    mistakes.add("the true class forgotten", .place("labels")) { pass in
      atLabels(pass.right) { _ in 0 }
    }
    return mistakes.specimens
  }
}
