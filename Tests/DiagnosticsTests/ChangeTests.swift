import Diagnostics
import Foundation
import Testing

/// What a recording holds beside its loss: inputs, labels, targets and parts of the loss over a run.
@Suite struct ChangeTests {
  private func scores(
    _ name: String = "cross_entropy", value: Double? = nil, reduction: String? = "mean",
    counts: [Int]? = [5, 5, 5, 5], _ change: (inout ObjectiveStatistics) -> Void = { _ in }
  ) -> ObjectiveStatistics {
    var seen = ObjectiveStatistics(
      name, predictionShape: [20, 4], targetShape: [20], prediction: [-2, 3], target: [0, 3],
      labelCounts: counts)
    (seen.value, seen.reduction) = (value, reduction)
    change(&seen)
    return seen
  }

  private func falling(_ t: Int) -> Double { 0.05 + 1.4 * exp(-Double(t) / 12) }

  // MARK: - Inputs

  @Test(arguments: [
    // Divided again in each epoch; noise; drawn by another network, up and down; erased more and more.
    ("divided", ["S009 fail"]), ("noise", []), ("wanders", []), ("erased", ["S009 fail"]),
  ])
  func `inputs keep their scale`(way: String, code: [String]) {
    let seen = codes(Batches()) { step, t in
      let deviation =
        switch way {
        case "divided": pow(0.25, Double(t / 10))
        case "erased": 0.3 + 0.3 * exp(-Double(t) / 20)
        case "wanders": 1 + 0.9 * sin(Double(t) / 9)
        default: 1 + 0.1 * Double(t * 7 % 5)
        }
      step.inputs = InputStatistics(
        mean: 0.01 * Double(t % 7), standardDeviation: deviation, count: 200)
    }
    #expect(seen == code)
  }

  @Test(arguments: [(1.0, ["S001 fail"]), (0.5, [])])
  func `no batch is blank`(level: Double, code: [String]) {
    let seen = codes(Batches()) { step, t in
      step.inputs = InputStatistics(
        mean: 0.01 * Double(t % 7), standardDeviation: t % 9 == 5 ? 1 - level : 1, count: 200)
    }
    #expect(seen == code)
  }

  @Test(arguments: [(0.0, ["S001 warn"]), (0.01, [])])
  func `a table is standardized by columns`(scatter: Double, code: [String]) {
    let seen = codes(Batches()) { step, t in
      step.inputs = InputStatistics(
        mean: 1e-9 * Double(t), standardDeviation: 0.92582 + scatter * Double(t % 5), count: 140)
    }
    #expect(seen == code)
  }

  // MARK: - Labels

  @Test(arguments: [([14, 2, 2, 2], ["S004 fail"]), ([5, 5, 5, 5], []), ([7, 4, 5, 4], [])])
  func `labels are as frequent in both splits`(own: [Int], code: [String]) {
    let seen = codes(Batches()) { step, t in
      step.objective = scores(counts: own)
      step.inferenceObjectives = [scores(value: 1.4, counts: [25, 25, 25, 25])]
      if t % 10 == 9 { step.validationLoss = 1.4 }
    }
    #expect(seen == code)
  }

  @Test(arguments: [(0.9, ["S004 warn"]), (0.93, [])])
  func `a rare answer is given now and then`(accuracy: Double, code: [String]) {
    let seen = codes(Batches(), loss: falling) { step, t in
      step.objective = scores(reduction: "weighted", counts: [18, 2])
      step.inferenceObjectives = [scores(reduction: "weighted", counts: [90, 10])]
      if t % 10 == 9 { (step.validationLoss, step.validationAccuracy) = (0.1, accuracy) }
    }
    #expect(seen == code)
  }

  // MARK: - The objective

  @Test(arguments: [(5.0, ["S312 fail"]), (0.1, [])])
  func `what a loss is made of falls with it`(end: Double, code: [String]) {
    let seen = codes(Objective(), loss: falling) { step, t in
      let value = 1.4 + (end - 1.4) * Double(t) / 60
      step.objectives = [scores(value: value, reduction: "none")]
    }
    #expect(seen == code)
  }

  @Test(arguments: [(1.0 / 255, ["S310 fail"]), (1.0, [])])
  func `answers of yes and no are 0 and 1`(most: Double, code: [String]) {
    let seen = codes(Objective()) { step, _ in
      step.objective = scores("binary_cross_entropy_with_logits", counts: nil) {
        $0.target = [0, most]
      }
    }
    #expect(seen == code)
  }

  @Test(arguments: [(0.28, ["S311 fail"]), (0.7, [])])
  func `a teacher prefers some classes`(most: Double, code: [String]) {
    let seen = codes(Objective()) { step, _ in
      step.objective = scores("kl_div", counts: nil) {
        ($0.target, $0.targetShape) = ([0.1, most], [20, 4])
        $0.exponentialSums = [1, 1]
      }
    }
    #expect(seen == code)
  }

  @Test(arguments: [(0.0, ["S311 fail"]), (-1.0, [])])
  func `pairs are alike or not by sign`(least: Double, code: [String]) {
    let seen = codes(Objective()) { step, _ in
      step.objective = scores("cosine_embedding_loss", counts: nil) { $0.target = [least, 1] }
    }
    #expect(seen == code)
  }

  @Test(arguments: [(40.0, ["S303 fail"]), (4.0, [])])
  func `a first loss is near that of constant answers`(first: Double, code: [String]) {
    let seen = codes(Objective(), loss: { max(1.4, first - Double($0)) }) { step, _ in
      step.objective = scores()
    }
    #expect(seen == code)
  }

  @Test(arguments: [(0.7, ["S308 warn"]), (0.27, [])])
  func `a loss knows how often answers are right`(accuracy: Double, code: [String]) {
    let seen = codes(Objective()) { step, _ in
      step.objective = scores()
      step.accuracy = accuracy
    }
    #expect(seen == code)
  }

  // MARK: - Steps

  @Test(arguments: [(-0.02, ["S405 fail"]), (0.0, [])])
  func `a rate stays above 0`(last: Double, code: [String]) {
    let seen = codes(LearningRateSchedule()) { step, t in
      step.learningRate = 0.1 + (last - 0.1) * Double(t) / 59
    }
    #expect(seen == code)
  }

  @Test(arguments: [(0.999, ["S501 fail"]), (0.9, []), (nil, [])])
  func `momentum forgets within the training`(momentum: Double?, code: [String]) {
    #expect(codes(LearningRateSchedule(momentum: momentum)) { _, _ in } == code)
  }

  @Test(arguments: [(0.9, ["S502 fail"]), (0.2, []), (nil, [])])
  func `steps are not lost in rounding`(lost: Double?, code: [String]) {
    let seen = codes(UnchangedParameters()) { step, _ in
      for place in step.parameters.indices { step.parameters[place].lost = lost }
    }
    #expect(seen == code)
  }

  @Test func `one of two heads does not make a gradient explode`() {
    func seen(_ third: Double) -> [String] {
      codes(GradientFlow()) { step, _ in
        step.parameters[0].gradientNorm = 40
        step.parameters[2].gradientNorm = 0.4
        step.parameters[4].gradientNorm = third
        step.parameters[4].name = "price.weight"
        step.parameters.append(
          ParameterStatistics(
            "kind.weight", .weight, count: 16, fanIn: 4, norm: 2.8, gradientNorm: 1e-5,
            updateNorm: 1e-6))
      }
    }
    #expect(seen(20).isEmpty)
    #expect(seen(0.01) == ["S604 fail"])
  }

  @Test(arguments: [(0.05, []), (0.0, ["S101 fail"])])
  func `deviations beside means that differ start alike by right`(mean: Double, code: [String]) {
    let seen = codes(ActivationSpread()) { step, _ in
      let means = ParameterStatistics(
        "law.mean", .weight, shape: [4, 4], norm: 2.8, mean: mean == 0 ? 0.7 : mean,
        gradientNorm: 0.4, updateNorm: 0.01)
      let deviations = ParameterStatistics(
        "law.deviation", .weight, shape: [4, 4], norm: 12, mean: -3, gradientNorm: 0.4,
        updateNorm: 0.01)
      step.parameters.insert(contentsOf: [means, deviations], at: 0)
    }
    #expect(seen == code)
  }

  @Test(arguments: [([16], []), ([4, 4], ["S101 fail"])])
  func `a vector that begins at one value has no units that are alike`(
    shape: [Int], code: [String]
  ) {
    let seen = codes(ActivationSpread()) { step, _ in
      step.parameters.insert(
        ParameterStatistics(
          "gates", .weight, shape: shape, norm: 4, mean: 1, gradientNorm: 0.4, updateNorm: 0.01),
        at: 0)
    }
    #expect(seen == code)
  }

  // MARK: - Validation

  @Test func `validation is no worse than constant answers from the first measurement on`() {
    func seen(_ level: Double) -> [String] {
      codes(Generalization(), loss: falling) { step, t in
        step.objective = scores(value: step.loss)
        guard t % 10 == 9 else { return }
        step.validationLoss = level + 0.002 * Double(t)
        step.inferenceObjectives = [scores(value: step.validationLoss, counts: [25, 25, 25, 25])]
      }
    }
    #expect(seen(3) == ["S408 fail"])
    #expect(seen(0.5) == [])
  }

  @Test(arguments: [(0.002, ["S616 warn"]), (-0.004, [])])
  func `of losses alone the validation loss falls at first`(slope: Double, code: [String]) {
    let steps = (0..<100).map { t in
      var step = TrainingStep(loss: 0.72 - 0.0025 * Double(t) + 0.01 * Double(t % 3), samples: 30)
      if t % 10 == 9 { step.validationLoss = 0.7 + slope * Double(t) }
      return step
    }
    let seen = findings(Generalization(), steps).filter { $0.verdict < .pass }
    #expect(seen.map { "\($0.code.rawValue) \($0.verdict.rawValue)" } == code)
  }

  @Test(arguments: [(0.0, ["S608 warn"]), (-0.002, [])])
  func `one of training and validation loss falls`(slope: Double, code: [String]) {
    let steps = (0..<90).map { t in
      var step = TrainingStep(
        loss: 0.7 + 0.08 * sin(Double(t) * 2.4) + slope * Double(t), samples: 30)
      if t % 10 == 9 { step.validationLoss = 0.7 + slope * Double(t) + 0.002 * Double(t % 20) }
      return step
    }
    let seen = findings(LossCurve(), steps).filter { $0.verdict < .pass }
    #expect(seen.map { "\($0.code.rawValue) \($0.verdict.rawValue)" } == code)
  }

  @Test(arguments: [(3.0, ["S612 warn"]), (40.0, [])])
  func `outputs do not fall together`(steps: Double, code: [String]) {
    let losses = (0..<120).map { -0.999 + 0.9 * exp(-Double($0) / steps) }
    let seen = findings(LossCurve(), losses.map { TrainingStep(loss: $0, samples: 30) })
    #expect(
      seen.filter { $0.verdict < .pass }.map { "\($0.code.rawValue) \($0.verdict.rawValue)" }
        == code)
  }

  @Test(arguments: [(6, ["S404 warn"]), (2, [])])
  func `a batch norm serves one place`(count: Int, code: [String]) {
    let seen = codes(Invariants(), loss: falling) { step, t in
      var layer = LayerStatistics("block.norm", .normalization, mean: 0, standardDeviation: 1)
      layer.valuesAChannel = 20
      step.layers = [LayerStatistics](repeating: layer, count: count)
      if t % 10 == 9 { step.validationLoss = 1.2 }
    }
    #expect(seen == code)
  }
}
