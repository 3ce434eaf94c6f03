import Diagnostics
import Foundation
import GSL
import Testing

/// What follows exactly from what an optimizer, a schedule and an order of batches are.
@Suite struct MechanicsTests {
  private let generator = RandomGenerator(seed: 5)

  private func noisy(_ level: Double) -> Double {
    level * (1 + generator.normal(standardDeviation: 0.02))
  }

  /// Steps like the healthy one, each changed by its number.
  private func steps(
    _ count: Int = 60, _ change: (inout TrainingStep, Int) -> Void
  ) -> [TrainingStep] {
    (0..<count).map { number in
      var step = healthyStep(loss: noisy(1.4))
      for i in step.parameters.indices {
        step.parameters[i].gradientNorm *= 1 + 0.1 * Double(number % 7)
      }
      change(&step, number)
      return step
    }
  }

  @Test(arguments: [(1.0, "S501", "pass"), (8, "S501", "fail"), (0.01, "S502", "fail")])
  func `steps of Adam are of the size of its rate`(
    share: Double, code: String, verdict: String
  ) {
    // Entries that all move by the rate at first, and by a share of it later; 16 of them have a norm of 4.
    let seen = steps { step, number in
      for i in step.parameters.indices {
        step.parameters[i].updateNorm = 0.04 * (share > 1 && number == 0 ? 1 : share)
      }
    }
    #expect(findings(AdamSteps(optimizer: "AdamW"), seen).first2 == [code, verdict])
    #expect(findings(AdamSteps(optimizer: "SGD"), seen).first2 == ["S501", "not applicable"])
  }

  @Test(arguments: [(LayerStatistics.Kind.normalization, false), (.affine, true)])
  func `inputs that the first layer normalizes may be of any scale`(
    kind: LayerStatistics.Kind, isFault: Bool
  ) {
    let seen = steps { step, _ in
      step.inputs = InputStatistics(mean: 70, standardDeviation: 250, count: 960)
      step.layers[0].kind = kind
    }
    let found = findings(Batches(), seen).filter { $0.code == .inputScale && $0.verdict == .fail }
    #expect(!found.isEmpty == isFault)
  }

  @Test func `a rate that halves at once is spent`() {
    func seen(_ rate: (Double) -> Double) -> [String] {
      findings(
        LearningRateSchedule(),
        steps(200) { step, number in
          step.loss = noisy(1 + exp(-Double(number) / 5))
          step.learningRate = rate(Double(number))
        }
      ).first2
    }
    #expect(seen { 0.1 / (1 + $0) } == ["S503", "warn"])
    #expect(seen { 0.1 / (1 + 0.01 * $0) } == ["S503", "pass"])
    // What is too high in the first step and right after it lasts.
    #expect(seen { $0 == 0 ? 10 : 0.01 } == ["S503", "pass"])
  }

  @Test func `a warm-up that is not over has not begun`() {
    func seen(_ loss: @escaping (Double) -> Double) -> [String] {
      findings(
        LearningRateSchedule(),
        steps(100) { step, number in
          step.loss = noisy(loss(Double(number)))
          step.learningRate = 1e-3 * Double(1 + number)
        }
      ).first2
    }
    #expect(seen { _ in 1.4 } == ["S502", "warn"])
    #expect(seen { 1.4 * exp(-$0 / 30) } == ["S503", "pass"])
  }

  @Test func `weights that lose most of their norm`() {
    func seen(_ least: Double) -> [String] {
      findings(
        RegularizationShare(),
        steps { step, number in
          for i in step.parameters.indices {
            step.parameters[i].norm *= least + (1 - least) * exp(-Double(number) / 10)
            step.parameters[i].shrinkage = 0
          }
        }
      ).first2
    }
    #expect(seen(0.25) == ["S305", "fail"])
    #expect(seen(0.6) == ["S305", "not applicable"])
  }

  @Test(arguments: [false, true]) func `targets in the order of their size`(isSorted: Bool) {
    let seen = steps { step, number in
      let place = isSorted ? Double(number % 10) : generator.normal(standardDeviation: 0.1)
      step.objective = ObjectiveStatistics(
        "MSELoss", prediction: [-1, 1], target: [place, place + 1.5], targetDeviation: 0.5)
    }
    #expect(findings(Batches(), seen).first2 == ["S006", isSorted ? "fail" : "pass"])
  }

  @Test func `targets that grow are not sorted`() {
    let seen = steps { step, number in
      let place = Double(number)
      step.objective = ObjectiveStatistics(
        "MSELoss", prediction: [-1, 1], target: [place, place + 1], targetDeviation: 0.5)
    }
    #expect(findings(Batches(), seen).first2 == ["S006", "pass"])
  }

  @Test func `the same batches in the same order, and no progress`() {
    func seen(_ loss: @escaping (Int) -> Double, _ mean: @escaping (Int) -> Double) -> [String] {
      findings(
        Batches(),
        steps { step, number in
          step.loss = noisy(loss(number))
          step.inputs = InputStatistics(mean: mean(number), standardDeviation: 1, count: 64)
        }
      ).first2
    }
    #expect(seen({ _ in 1.4 }, { Double($0 % 12) / 12 }) == ["S006", "warn"])
    #expect(seen({ _ in 1.4 }, { Double($0) / 60 }) == ["S006", "pass"])
    // One batch that is the whole data set has no order.
    #expect(seen({ _ in 1.4 }, { _ in 0.1 }) == ["S006", "pass"])
    #expect(seen({ 2 * exp(-Double($0) / 20) }, { Double($0 % 12) / 12 }) == ["S006", "pass"])
  }

  @Test func `a gradient that gets lost on the way`() {
    func seen(_ end: Double) -> [String] {
      findings(
        GradientFlow(),
        steps { step, number in
          for i in step.parameters.indices.dropLast(2) {
            step.parameters[i].gradientNorm *= number < 5 ? 1 : end
          }
        }
      ).first2
    }
    #expect(seen(0.01) == ["S603", "warn"])
    #expect(seen(0.1) == ["S603", "pass"])
  }

  @Test func `a dropout of nearly everything is seen in what comes after it`() {
    func seen(_ rate: Double) -> [Finding] {
      findings(
        ActivationSpread(),
        steps { step, _ in
          for i in step.layers.indices where step.layers[i].kind == .affine && i > 0 {
            let size = hypot(step.layers[i - 1].mean, step.layers[i - 1].standardDeviation)
            step.layers[i].standardDeviation = 1.4 * size / (1 - rate).squareRoot()
          }
        })
    }
    #expect(seen(0.95).contains { $0.code == .strongDropout && $0.layer == "fc2" })
    #expect(!seen(0.5).contains { $0.code == .strongDropout })
  }

  @Test func `layers that may be linear are said to be, before labels are blamed`() {
    func seen(_ names: [String]) -> [Finding] {
      var monitor = TrainingMonitor()
      for var step in steps(100, { _, _ in }) {
        step.layers = names.map {
          LayerStatistics($0, .affine, mean: 0, standardDeviation: 1, unitDeviation: 1)
        }
        monitor.record(step)
      }
      return monitor.findings.filter { $0.verdict < .pass }
    }
    #expect(seen(["0", "2", "4"]).map(\.code) == [.missingNonlinearity])
    #expect(seen(["fc1", "fc2", "fc3"]).map(\.code) == [.lossFlat])
  }

  @Test(arguments: [1, 32]) func `batches of one and a normalization`(samples: Int) {
    var monitor = TrainingMonitor()
    for var step in steps(400, { _, _ in }) {
      step.samples = samples
      step.layers[0].kind = .normalization
      monitor.record(step)
    }
    let found = monitor.findings.filter { $0.verdict < .pass }
    #expect(found.map(\.code) == [samples == 1 ? .normalizedOverFew : .lossFlat])
  }

  @Test func `a loss that rests at ln K is that of equal answers`() {
    func seen(_ level: Double) -> [String] {
      findings(
        LossCurve(),
        steps(200) { step, number in
          step.loss = level * (1 + 0.002 * noisy(1)) + 0.4 * exp(-Double(number) / 5)
          step.parameters[4].shape = [12, 4]
        }
      ).first2
    }
    #expect(seen(log(12)) == ["S608", "warn"])
    #expect(seen(2.3) == ["S608", "pass"])
  }

  @Test func `losses that hardly fall, and that leap at first`() {
    func seen(_ loss: @escaping (Double) -> Double) -> [String] {
      findings(
        LossCurve(), (0..<200).map { TrainingStep(loss: noisy(loss(Double($0))), samples: 32) }
      ).first2
    }
    #expect(seen { 2 - 0.0004 * $0 } == ["S609", "warn"])
    #expect(seen { 2 - 0.004 * $0 } == ["S608", "pass"])
    #expect(seen { $0 > 0 && $0 < 15 ? 300 : 1.4 } == ["S606", "warn"])
  }
}
