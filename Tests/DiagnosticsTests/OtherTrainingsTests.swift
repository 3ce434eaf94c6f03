import Diagnostics
import Foundation
import GSL
import Testing

/// Trainings as other people run them: each fault beside the healthy training that looks most like it.
@Suite struct OtherTrainingsTests {
  // MARK: - Healthy, and not to be failed

  @Test func `three of four updates are none where gradients are accumulated`() {
    var healthy = SmallTraining(steps: 160)
    healthy.accumulation = 4
    #expect(healthy.problems() == [])
    healthy.tellsRoles = false
    #expect(healthy.problems() == [])
    // Never a step at all is another matter.
    var never = SmallTraining()
    never.isSkipped = { _ in true }
    #expect(never.failures().first == "S401")
  }

  @Test func `a loss scaler skips a step now and then, the first ones too`() {
    var healthy = SmallTraining()
    healthy.isSkipped = { $0 < 3 || $0 == 50 }
    #expect(healthy.problems() == [])
  }

  @Test(arguments: [true, false]) func `a floor of noise above a tenth of the start is no fault`(
    fromScratch: Bool
  ) {
    var healthy = SmallTraining(classes: 1, labelNoise: 2)
    healthy.rate = 0.01
    if !fromScratch { (healthy.earlierSteps, healthy.rate) = (600, 1e-3) }
    #expect(healthy.problems() == [])
    healthy.tellsRoles = false
    #expect(healthy.failures() == [])
    var slow = SmallTraining(classes: 1, labelNoise: 2)
    slow.rate = 1e-8
    #expect(slow.failures().first == "S502")
  }

  @Test func `a rate that decays to 0 need not be told`() {
    var healthy = SmallTraining(labelNoise: 2)
    healthy.schedule = { 0.5 * (1 + cos(.pi * Double($0) / 120)) }
    healthy.tellsRate = false
    #expect(healthy.problems() == [])
    var never = healthy
    never.schedule = { _ in 1e-5 }
    #expect(never.failures().first == "S502")
  }

  @Test func `fine-tuning takes small steps`() {
    var healthy = SmallTraining()
    healthy.inputs = 6
    (healthy.earlierSteps, healthy.isAdam, healthy.rate) = (60, true, 1e-5)
    #expect(healthy.failures() == [])
    healthy.tellsRoles = false
    #expect(healthy.failures() == [])
  }

  @Test func `a line through unscaled points may outgrow its weights`() {
    // y = 2x + 3 on 0 … 9, by gradient descent from small weights.
    func train(rate: Double) -> [Finding] {
      var (slope, shift) = (0.1, 0.0)
      var monitor = TrainingMonitor()
      for _ in 0..<60 {
        let errors = (0..<10).map { slope * Double($0) + shift - 2 * Double($0) - 3 }
        let g = 0.2 * zip(errors, 0...).reduce(0) { $0 + $1.0 * Double($1.1) }
        let s = 0.2 * errors.reduce(0, +)
        monitor.record(
          TrainingStep(
            loss: errors.reduce(0) { $0 + $1 * $1 / 10 }, samples: 10,
            parameters: [
              ParameterStatistics(
                "slope", norm: abs(slope), gradientNorm: abs(g), updateNorm: abs(rate * g)),
              ParameterStatistics(
                "shift", .bias, norm: abs(shift), gradientNorm: abs(s), updateNorm: abs(rate * s)),
            ]))
        slope -= rate * g
        shift -= rate * s
      }
      return monitor.findings
    }
    let healthy = train(rate: 0.025)
    #expect(healthy.allSatisfy { $0.verdict >= .pass }, "\(healthy.filter { $0.verdict < .pass })")
    #expect(train(rate: 0.1).first?.code == .learningRateTooHigh)
  }

  @Test func `a head, a branch or half an adapter starts at zero, and biases do`() {
    var head = SmallTraining()
    head.initialize = { $0 == 1 ? 0 : $1 }
    #expect(head.problems() == [])
    // The README's initializer, for all parameters of a loop.
    var plain = SmallTraining()
    plain.tellsRoles = false
    #expect(plain.problems() == [])
    var all = SmallTraining()
    all.initialize = { _, _ in 0 }
    #expect(all.failures().first == "S101")
    var equal = SmallTraining()
    equal.initialize = { _, _ in 0.1 }
    #expect(equal.failures().first == "S101")
  }

  @Test(arguments: [SmallTraining.Activation.tanh, .sigmoid])
  func `an output may be confident, and a hidden layer not from the start`(
    activation: SmallTraining.Activation
  ) {
    var healthy = SmallTraining(classes: 1, labelNoise: 0)
    healthy.outputActivation = activation
    // Targets at the two ends.
    (healthy.targetScale, healthy.targetShift) = (0, activation == .tanh ? 1 : 0)
    (healthy.isAdam, healthy.rate, healthy.steps) = (true, 0.02, 200)
    #expect(!healthy.problems().contains("S602") && !healthy.problems().contains("S202"))
    var saturated = SmallTraining()
    saturated.activation = activation
    saturated.rate = 1e-3
    saturated.initialize = { $0 == 0 ? 40 * $1 : $1 }
    #expect(saturated.problems().first == "S202")
  }

  @Test func `frozen layers stay, forgotten ones are named`() {
    var frozen = SmallTraining()
    frozen.frozenLayer = 0
    #expect(frozen.failures() == [])
    var forgotten = SmallTraining()
    forgotten.forgottenLayer = 0
    #expect(forgotten.failures().first == "S401")
  }

  // MARK: - Faulty, and not to be passed

  @Test func `gradients that are not zeroed`() {
    #expect(SmallTraining().problems() == [])
    var stale = SmallTraining(rate: 0.01)
    stale.isZeroed = false
    #expect(stale.failures().first == "S406")
  }

  @Test func `a softmax before the loss's own`() {
    var twice = SmallTraining()
    twice.appliesSoftmaxTwice = true
    #expect(twice.failures().first == "S306")
  }

  @Test func `each prediction against every target`() {
    var healthy = SmallTraining(classes: 1)
    healthy.rate = 0.02
    #expect(healthy.problems() == [])
    var all = healthy
    all.comparesAllPairs = true
    #expect(all.failures().first == "S307")
  }

  @Test func `targets beyond the last layer's reach`() {
    var positive = SmallTraining(classes: 1)
    (positive.outputActivation, positive.rate) = (.relu, 0.02)
    #expect(positive.failures().first == "S308")
    var wide = SmallTraining(classes: 1)
    (wide.outputActivation, wide.targetScale, wide.rate) = (.tanh, 20, 0.01)
    #expect(wide.failures().contains("S308"))
  }

  @Test func `samples sorted by class, and labels of one class`() {
    var sorted = SmallTraining()
    sorted.isSorted = true
    #expect(sorted.failures().first == "S006")
    var constant = SmallTraining()
    constant.relabel = { _ in 2 }
    #expect(constant.failures().first == "S004")
    var missing = SmallTraining()
    missing.relabel = { $0 == 1 ? 2 : $0 }
    #expect(missing.problems() == ["S004"])
  }

  @Test func `a sample that is not a number is the data's fault`() {
    var hole = SmallTraining()
    hole.hole = 200
    #expect(hole.failures().first == "S007")
    // From the loss alone: it was calm.
    var monitor = TrainingMonitor()
    for i in 0..<20 {
      monitor.record(TrainingStep(loss: i == 17 ? .nan : 2 / Double(i + 1), samples: 32))
    }
    #expect(monitor.findings.first?.code == .notFinite)
    #expect(monitor.findings.first?.fix?.contains("look at that step's samples") == true)
    #expect(!monitor.findings.contains { $0.code == .lossDiverges && $0.verdict == .fail })
  }

  @Test func `a flipped sign is told with angles and without`() {
    var flipped = SmallTraining(rate: 0.02)
    flipped.direction = -1
    #expect(flipped.failures().first == "S405")
    flipped.tellsDescent = false
    flipped.labelNoise = 0
    #expect(flipped.failures().first == "S405")
  }

  @Test func `weights that shrink are not too low a rate`() {
    var shrinking = SmallTraining()
    shrinking.decay = 0.2
    #expect(shrinking.failures().first == "S305")
    // Where labels are not told, a fall to the loss of constant answers looks like learning.
    shrinking.tellsRoles = false
    #expect(shrinking.problems().first == "S305")
    var healthy = SmallTraining()
    healthy.decay = 1e-4
    #expect(healthy.problems() == [])
  }

  @Test(arguments: [(0.1, ""), (10, "S501"), (1e-7, "S502")])
  func `a line of two numbers, fitted at three rates`(rate: Double, code: String) {
    let xs = stride(from: -1.0, through: 1, by: 0.25)
    var (slope, shift) = (0.3, 0.0)
    var monitor = TrainingMonitor()
    for _ in 0..<60 {
      let errors = xs.map { slope * $0 + shift - (3 * $0 - 1) }
      let g = 2 * zip(errors, xs).reduce(0) { $0 + $1.0 * $1.1 } / Double(errors.count)
      let s = 2 * errors.reduce(0, +) / Double(errors.count)
      monitor.record(
        TrainingStep(
          loss: errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count), samples: errors.count,
          learningRate: rate,
          parameters: [
            ParameterStatistics(
              "slope", norm: abs(slope), gradientNorm: abs(g), updateNorm: abs(rate * g)),
            ParameterStatistics(
              "shift", .bias, norm: abs(shift), gradientNorm: abs(s), updateNorm: abs(rate * s)),
          ]))
      slope -= rate * g
      shift -= rate * s
    }
    let first = monitor.findings.first
    #expect(
      code.isEmpty ? first?.verdict != .fail : first?.code.rawValue == code, "\(monitor.findings)")
  }

  @Test func `a layer of one unit is not an initialization`() {
    var narrow = SmallTraining(classes: 8, labelNoise: 0)
    narrow.hidden = 1
    let problems = narrow.problems()
    #expect(!problems.contains("S101") && !problems.contains("S102"), "\(problems)")
  }

  @Test func `a rate a thousand times too high or too low`() {
    #expect(["S501", "S606", "S605"].contains(SmallTraining(rate: 100).failures().first))
    #expect(SmallTraining(rate: 1e-6).failures().first == "S502")
  }
}
