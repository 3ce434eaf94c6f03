import Diagnostics
import Foundation
import Testing

/// What a few samples before the first step, samples seen again, running statistics and the given of a loss tell exactly.
@Suite struct TrialTests {
  private func scores(
    _ name: String = "cross_entropy", _ change: (inout ObjectiveStatistics) -> Void = { _ in }
  ) -> ObjectiveStatistics {
    var seen = ObjectiveStatistics(
      name, predictionShape: [20, 4], targetShape: [20], prediction: [-2, 3], target: [0, 3])
    change(&seen)
    return seen
  }

  // MARK: - The trial

  @Test(arguments: [
    (1e-7, [4, 4], ["S201 fail"]), (0.2, [4, 4], []),
    // What is narrower than both of its ends is there for that.
    (1e-7, [2, 4], []),
  ])
  func `a network of several layers is no linear map`(
    curvature: Double, units: [Int], code: [String]
  ) {
    let seen = codes(Invariants()) { step, _ in
      for (place, name) in ["fc1", "fc2", "fc3"].enumerated() {
        step.parameters[2 * place].shape = [(units + [3])[place], 4]
        step.parameters[2 * place].fanIn = 4
        _ = name
      }
      step.layers.removeAll { $0.kind == .relu }
      step.inputs = InputStatistics(mean: 0, standardDeviation: 1)
      step.trial = TrialStatistics(samples: 20, largest: 1, spread: 0.5, curvature: curvature)
    }
    #expect(seen == code)
  }

  @Test(arguments: [
    (20, 0.4, ["S410 fail"]), (20, 1e-7, []),
    // The first axis is not that of samples.
    (12, 0.4, []),
  ])
  func `samples do not mix`(samples: Int, mixing: Double, code: [String]) {
    let seen = codes(Invariants()) { step, _ in
      step.trial = TrialStatistics(samples: samples, largest: 1, spread: 0.5, mixing: mixing)
    }
    #expect(seen == code)
  }

  @Test(arguments: [(0.0, ["S612 warn"]), (nil, []), (0.1, [])])
  func `different samples get different outputs`(spread: Double?, code: [String]) {
    let seen = codes(Invariants()) { step, _ in
      step.inputs = InputStatistics(mean: 0, standardDeviation: 1)
      step.trial = TrialStatistics(samples: 20, largest: 1, spread: spread)
    }
    #expect(seen == code)
  }

  @Test(arguments: [
    (0.3, 1.0, 0.1, ["S008 fail"]), (0, 1, 0.1, []), (0, 0.1, 1, ["S008 fail"]),
    // What is to be copied by a network that sees all is rebuilt.
    (0.3, 0.1, 1, []),
  ])
  func `a place sees the symbols up to its own`(
    lookahead: Double, shifted: Double, copied: Double, code: [String]
  ) {
    let seen = codes(Invariants()) { step, _ in
      step.inputs = InputStatistics(mean: 3, standardDeviation: 2)
      step.inputs?.isInteger = true
      step.objective = scores { ($0.shifted, $0.copied) = (shifted, copied) }
      step.trial = TrialStatistics(samples: 20, largest: 1, spread: 1, lookahead: lookahead)
    }
    #expect(seen == code)
  }

  // MARK: - Layers and weights

  @Test(arguments: [(0.0, ["S404 fail"]), (0.01, [])])
  func `running statistics run`(drift: Double, code: [String]) {
    let seen = codes(Invariants()) { step, number in
      step.layers[0].running = [drift * Double(number), 1]
    }
    #expect(seen == code)
  }

  @Test(arguments: [(2, ["S204 fail"]), (20, [])])
  func `statistics are of more than two values`(values: Int, code: [String]) {
    let seen = codes(Invariants()) { step, _ in step.layers[0].valuesAChannel = values }
    #expect(seen == code)
  }

  @Test(arguments: [(15, ["S411 warn"]), (1000, [])])
  func `only the optimizer changes weights`(period: Int, code: [String]) {
    let seen = codes(Invariants()) { step, number in
      for i in step.parameters.indices where step.parameters[i].role == .weight {
        step.parameters[i].norm = 2.8 + 0.002 * Double(number % period)
      }
    }
    #expect(seen == code)
  }

  // MARK: - Data

  @Test(arguments: [
    (1.0, 0.0, ["S003 fail"]), (0.4, 0, ["S003 warn"]), (0.02, 0, []),
    // Few values make a sample, so that all come again.
    (0.7, 0.6, []),
    // All samples are one batch: those of validation may be among them by right.
    (1, 1, []),
  ])
  func `validation samples are new`(share: Double, known: Double, code: [String]) {
    let seen = codes(Batches()) { step, number in
      step.known = number == 0 ? 0 : number < 20 ? known : 1
      guard number % 10 == 9 else { return }
      (step.validationLoss, step.inferenceKnown) = (1.4, share)
    }
    #expect(seen == code)
  }

  @Test(arguments: [
    ([0, 50, 50, 50], [50, 50, 50, 50], ["S004 fail"]), ([5, 5, 5, 5], [50, 50, 50, 50], []),
  ])
  func `validation has the labels of training`(
    training: [Int], validation: [Int], code: [String]
  ) {
    let seen = codes(Batches(), loss: { 1.4 - 0.01 * Double($0) }) { step, number in
      step.samples = training.reduce(0, +)
      step.objective = scores { $0.labelCounts = training }
      guard number % 10 == 9 else { return }
      step.validationLoss = 1.4
      step.inferenceObjectives = [scores { $0.labelCounts = validation }]
    }
    #expect(seen.filter { $0.hasSuffix("fail") } == code)
  }

  @Test(arguments: [(-1.0, ["S004 warn"]), (1.0, [])])
  func `a rare yes is said now and then`(largest: Double, code: [String]) {
    let seen = codes(Batches()) { step, _ in
      step.objective = scores("binary_cross_entropy_with_logits") {
        $0.predictionShape = [20, 1]
        ($0.target, $0.prediction, $0.targetDeviation) = ([0, 1], [-4, largest], 0.2)
      }
    }
    #expect(seen == code)
  }

  // MARK: - Objective

  @Test(arguments: [([1.0, 3], ["S311 fail"]), ([1, 1], []), ([0, 1], [])])
  func `probabilities of classes sum to 1`(sums: [Double], code: [String]) {
    #expect(
      codes(Objective()) { step, _ in step.objective = scores { $0.targetSums = sums } } == code)
  }

  @Test(arguments: [(0.9, ["S311 fail"]), (0.1, [])])
  func `labels keep most of their weight`(smoothing: Double, code: [String]) {
    #expect(
      codes(Objective()) { step, _ in step.objective = scores { $0.smoothing = smoothing } }
        == code)
  }

  @Test(arguments: [(0.95, ["S008 warn"]), (0.85, [])])
  func `no single input tells the label`(share: Double, code: [String]) {
    #expect(
      codes(Objective()) { step, _ in step.objective = scores { $0.telling = [share, 7] } }
        == code)
  }

  @Test(arguments: [(0.5, ["S205 fail"]), (0.0, [])])
  func `no output is dropped`(zeros: Double, code: [String]) {
    let seen = codes(Objective()) { step, _ in
      step.dropout = 0.5
      step.objective = scores("mse_loss") {
        ($0.targetShape, $0.target, $0.zeros) = ([20, 4], [-2.5, 3.1], zeros)
      }
    }
    #expect(seen == code)
  }

  @Test(arguments: [(2.0, ["S311 warn"]), (0.2, [])])
  func `numbers of classes are no quantities`(level: Double, code: [String]) {
    let seen = codes(Objective(), loss: { _ in level * level }) { step, _ in
      step.objective = scores("mse_loss") {
        ($0.predictionShape, $0.targetShape) = ([20, 1], [20, 1])
        ($0.target, $0.targetDeviation) = ([0, 7], 2)
        $0.reduction = "mean"
      }
    }
    #expect(seen == code)
  }

  @Test(arguments: [(0.1, ["S312 warn"]), (0.02, [])])
  func `each part of a loss is learned`(end: Double, code: [String]) {
    // A fall from 3 of which the rest has the most.
    let seen = codes(Objective(), loss: { 0.2 + 3 / Double($0 + 1) }) { step, number in
      var part = scores("mse_loss") { ($0.targetShape, $0.target) = ([20, 4], [-1.5, 2.5]) }
      part.value = end + 0.001 * Double(number % 3)
      (part.targetDeviation, part.reduction) = (0.1.squareRoot(), "mean")
      step.objectives = [part]
    }
    #expect(seen == code)
  }

  // MARK: - Gradients, averages, curves

  @Test(arguments: [(1e-3, ["S603 warn"]), (0.5, [])])
  func `a gradient dies only where something is learned`(end: Double, code: [String]) {
    let seen = codes(GradientFlow(), loss: { -1 / Double($0 + 1) }) { step, number in
      for i in step.parameters.indices where number > 20 {
        step.parameters[i].gradientNorm *= end
      }
    }
    #expect(seen == code)
  }

  @Test(arguments: [([0.999, 0.9], ["S501 fail"]), ([0.9, 0.999], []), ([0, 0.9], [])])
  func `Adam averages squares for longer`(betas: [Double], code: [String]) {
    #expect(codes(AdamSteps(optimizer: "Adam", betas: betas)) { _, _ in } == code)
  }

  @Test func `a loss that climbs level by level diverges`() {
    let noise = { (i: Int) in 0.03 * sin(7 * Double(i)) }
    func verdict(_ loss: (Int) -> Double) -> [String] {
      findings(LossCurve(), (0..<40).map { TrainingStep(loss: loss($0), samples: 20) }).first2
    }
    #expect(verdict { 2 * exp(pow(Double($0) / 40, 3)) + noise($0) } == ["S606", "fail"])
    #expect(verdict { 2 * exp(-pow(Double($0) / 40, 3)) + noise($0) }[1] == "pass")
  }
}
