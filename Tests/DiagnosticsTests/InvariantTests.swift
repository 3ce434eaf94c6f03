import Diagnostics
import Foundation
import GSL
import Testing

/// What no healthy training breaks in a single step, whatever its network: what a recording tells of losses, modes,
/// gradients and inputs.
@Suite struct InvariantTests {
  /// Thirty steps whose loss stays where it is, up to noise, each changed by its number.
  private func steps(
    _ count: Int = 40, loss: (Int) -> Double = { 1.4 + 0.01 * Double($0 * 7 % 5) },
    _ change: (inout TrainingStep, Int) -> Void
  ) -> [TrainingStep] {
    (0..<count).map { number in
      var step = healthyStep(loss: loss(number))
      change(&step, number)
      return step
    }
  }

  private func codes(_ probe: any TrainingProbe, _ steps: [TrainingStep]) -> [String] {
    findings(probe, steps).filter { $0.verdict < .pass }.map {
      "\($0.code.rawValue) \($0.verdict.rawValue)"
    }
  }

  private func objective(
    _ name: String, targets: [Double], predictions: [Double] = [-2, 3], value: Double? = nil
  ) -> ObjectiveStatistics {
    var seen = ObjectiveStatistics(
      name, predictionShape: [20, 1], targetShape: [20, 1], prediction: predictions,
      target: targets)
    seen.value = value
    return seen
  }

  @Test(arguments: [
    ("binary_cross_entropy_with_logits", [0.0, 1], []),
    ("binary_cross_entropy_with_logits", [1, 2], ["S311 fail"]),
    ("BCELoss", [-1, 1], ["S311 fail"]), ("mse_loss", [-1, 2], []),
  ])
  func `a loss of probabilities is given such`(name: String, targets: [Double], code: [String]) {
    let predictions = name == "BCELoss" ? [0.1, 0.8] : [-2, 3]
    let seen = steps { step, _ in
      step.objective = objective(name, targets: targets, predictions: predictions)
    }
    #expect(codes(Objective(), seen) == code)
  }

  @Test func `each of several losses is looked at`() {
    let seen = steps { step, _ in
      step.objectives = [
        objective("mse_loss", targets: [0, 1]),
        objective("binary_cross_entropy_with_logits", targets: [0, 1], predictions: [0.2, 0.9]),
      ]
    }
    #expect(codes(Objective(), seen) == ["S306 fail"])
  }

  @Test(arguments: [(2.0, ["S312 warn"]), (2e4, [])])
  func `each part of a loss falls beside the others`(least: Double, code: [String]) {
    let seen = steps(60) { step, number in
      step.objectives = [("cross_entropy", least), ("mse_loss", 1e4)].map { name, value in
        var part = objective(name, targets: [0, 9])
        part.value = value * (1 + 0.01 * sin(Double(number)))
        return part
      }
    }
    #expect(codes(Objective(), seen) == code)
  }

  @Test func `scores within 0 and 1 that are the last layer's own are scores`() {
    let seen = steps { step, _ in
      step.objective = objective(
        "binary_cross_entropy_with_logits", targets: [0, 1], predictions: [0.1, 0.8])
      step.layers[step.layers.count - 1].mean = 0.4
    }
    #expect(codes(Objective(), seen) == [])
  }

  @Test func `one loss of several is the loss where it has its value`() throws {
    func read(_ values: String) throws -> TrainingStep? {
      var recording = TrainingRecording()
      let line = "{\"loss\": 0.5, \"objectives\": [\(values)]}"
      return try recording.step(fromLine: Data(line.utf8))
    }
    let (part, whole) = (
      "{\"name\": \"mse_loss\", \"value\": 0.2}",
      "{\"name\": \"cross_entropy\", \"value\": 0.5000001}"
    )
    let of2 = try #require(try read("\(part), \(whole)"))
    #expect(of2.objective?.name == "cross_entropy" && of2.objectives?.map(\.name) == ["mse_loss"])
    let of1 = try #require(try read(part))
    #expect(of1.objective == nil && of1.objectives?.map(\.name) == ["mse_loss"])
  }

  @Test func `a gradient is used before it is zeroed`() {
    func seen(discards: Bool) -> [String] {
      codes(
        Invariants(),
        steps { step, number in
          step.isUpdated = number % 20 == 19
          step.isDiscarded = discards
          if step.isUpdated == false { step.parameters = [] }
        })
    }
    #expect(seen(discards: true) == ["S402 fail"])
    #expect(seen(discards: false) == [])
  }

  @Test(arguments: [([20, 7], ["S410 fail"]), ([7, 20], []), ([20, 20], []), ([20, 1], [])])
  func `a layer along sequences takes samples for samples`(extents: [Int], code: [String]) {
    let seen = steps { step, _ in step.layers[0].placesAndSamples = extents }
    #expect(codes(Invariants(), seen) == code)
  }

  @Test func `dropout rests in inference mode`() {
    #expect(
      codes(Invariants(), steps { step, number in step.inferenceDropout = number == 9 ? 0.5 : nil })
        == ["S404 warn"])
  }

  @Test(arguments: [(0.9, ["S205 warn"]), (0.5, [])])
  func `dropout leaves something`(rate: Double, code: [String]) {
    #expect(codes(ActivationSpread(), steps { step, _ in step.dropout = rate }) == code)
  }

  @Test(arguments: [(0.1, 1.1, []), (0, 5, ["S408 fail"]), (3, 1, ["S408 fail"])])
  func `inputs are alike in training and inference`(mean: Double, deviation: Double, code: [String])
  {
    let seen = steps { step, number in
      step.inputs = InputStatistics(
        mean: 0.01 * sin(Double(number)), standardDeviation: 1, count: 100)
      guard number % 10 == 9 else { return }
      step.inferenceInputs = InputStatistics(mean: mean, standardDeviation: deviation, count: 400)
    }
    #expect(codes(Batches(), seen) == code)
  }

  @Test func `numbers of symbols have no scale, but differ`() {
    func seen(deviation: Double) -> [String] {
      codes(
        Batches(),
        steps { step, _ in
          step.inputs = InputStatistics(mean: 140, standardDeviation: deviation, count: 400)
          step.inputs?.isInteger = true
        })
    }
    #expect(seen(deviation: 90) == [])
    #expect(seen(deviation: 0) == ["S001 fail"])
  }

  @Test func `a weight that has had a gradient keeps having one`() {
    func seen(losesIt: Bool) -> [String] {
      codes(
        UnchangedParameters(),
        steps { step, number in
          if losesIt, number > 20 {
            (step.parameters[0].gradientNorm, step.parameters[0].updateNorm) = (0, 0)
          }
        })
    }
    #expect(seen(losesIt: true) == ["S402 fail"])
    #expect(seen(losesIt: false) == [])
  }

  @Test func `a sum over the batch is named where nothing is learned`() {
    func seen(_ loss: (Int) -> Double) -> [String] {
      codes(
        Objective(),
        steps(loss: loss) { step, _ in
          step.objective = objective("mse_loss", targets: [-1, 1])
          step.objective?.reduction = "sum"
        })
    }
    #expect(seen { 40 + Double($0 % 3) } == ["S301 warn"])
    #expect(seen { 40 * exp(-Double($0) / 8) } == [])
  }

  @Test func `the validated network is the one that learns`() {
    func seen(_ validation: (Double) -> Double) -> [String] {
      codes(
        Generalization(),
        steps(200, loss: { 2.3 * exp(-Double($0) / 60) }) { step, number in
          if number % 10 == 9 { step.validationLoss = validation(Double(number)) }
        })
    }
    #expect(seen { _ in 2.31 } == ["S408 fail"])
    #expect(seen { 2.3 * exp(-$0 / 80) } == [])
  }

  @Test func `a loss rests at that of guessing`() {
    let generator = RandomGenerator(seed: 3)
    func seen(_ level: Double) -> [String] {
      codes(
        LossCurve(),
        (0..<90).map { number in
          TrainingStep(
            loss: level + 3 * exp(-Double(number) / 3) + generator.normal(standardDeviation: 0.01),
            samples: 32)
        })
    }
    #expect(seen(log(10)) == ["S608 warn"])
    #expect(seen(2.15) == [])
  }

  @Test func `what was learned is not lost`() {
    func seen(_ dip: Double, after: Double) -> [String] {
      codes(
        LossCurve(),
        (0..<300).map { number in
          let loss = (10..<20).contains(number) ? dip : number < 10 ? 2.3 : after
          return TrainingStep(loss: loss * (1 + 0.01 * sin(Double(number))), samples: 32)
        })
    }
    #expect(seen(1.5, after: 2.35) == ["S606 warn"])
    #expect(seen(1.5, after: 1.2) == [])
  }
}
