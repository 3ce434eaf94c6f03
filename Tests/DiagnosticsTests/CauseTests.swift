import Diagnostics
import Foundation
import GSL
import Testing

/// Faults beside which another finding is louder: the cause comes first.
@Suite struct CauseTests {
  /// What all probes say of steps like the healthy one, changed by number.
  private func problems(
    _ count: Int = 60, _ change: (inout TrainingStep, Int) -> Void
  ) -> [String] {
    var monitor = TrainingMonitor(probes: .standard(adaptive: false, fromScratch: true))
    for number in 0..<count {
      var step = healthyStep()
      for i in step.parameters.indices {
        step.parameters[i].gradientNorm *= 1 + 0.1 * Double(number % 7)
      }
      change(&step, number)
      monitor.record(step)
    }
    return monitor.findings.filter { $0.verdict < .pass }.map(\.code.rawValue)
  }

  private let generator = RandomGenerator(seed: 3)

  private func noisy(_ level: Double) -> Double {
    level * (1 + generator.normal(standardDeviation: 0.02))
  }

  /// Tells of a cross-entropy of four classes, all as frequent.
  private func tellLabels(_ step: inout TrainingStep) {
    step.objective = ObjectiveStatistics(
      "CrossEntropyLoss", predictionShape: [20, 4], targetShape: [20], prediction: [-2, 2],
      target: [0, 3], sums: [-1, 1], labelCounts: [5, 5, 5, 5])
  }

  @Test func `units behind a dead layer are equal, and not because they started so`() {
    let seen = problems { step, _ in
      step.loss = noisy(1.4)
      step.samples = 200
      step.layers[1].activeUnits = [false, false, false, false]
      step.layers[2].unitDeviation = 0
    }
    #expect(seen.first == "S102")
    #expect(!seen.contains("S101"))
    // With units that live it is a symmetry.
    #expect(
      problems {
        $0.layers[2].unitDeviation = 0; _ = $1
      }.first == "S101")
  }

  @Test(arguments: [false, true]) func `gradients of one norm are clipped, whatever the rate`(
    isConstant: Bool
  ) {
    let seen = problems { step, number in
      step.loss = noisy(1.4)
      for i in step.parameters.indices {
        step.parameters[i].gradientNorm *= isConstant ? 1e-5 / (1 + 0.1 * Double(number % 7)) : 1e-5
        step.parameters[i].updateNorm *= 1e-5
      }
    }
    #expect(seen.first == (isConstant ? "S504" : "S502"))
  }

  @Test func `of batches of two a normalization leaves signs`() {
    func seen(_ samples: Int) -> [String] {
      problems { step, _ in
        step.loss = noisy(1.4)
        step.samples = samples
        step.layers[0].kind = .normalization
        step.parameters[0].gradientNorm = 1e-10
        step.parameters[2].gradientNorm = 1e-7
      }
    }
    #expect(seen(2).first == "S204")
    #expect(seen(32).first == "S603")
  }

  @Test func `labels are to blame where nothing else is`() {
    let blind = problems { step, _ in
      step.loss = noisy(log(4))
      tellLabels(&step)
    }
    #expect(blind == ["S502"], "so small steps get nowhere, whatever the labels")
    let far = problems(300) { step, _ in
      step.loss = noisy(log(4))
      tellLabels(&step)
    }
    #expect(far == ["S005"])
    // Above that of constant answers it is noise of the network's own, such as dropout's.
    let above = problems { step, _ in
      step.loss = noisy(1.6)
      tellLabels(&step)
    }
    #expect(above == ["S608"])
    // What constant answers are worth is not known where some samples count more.
    let weighted = problems { step, _ in
      step.loss = noisy(log(4))
      tellLabels(&step)
      step.objective?.reduction = "weighted"
    }
    #expect(weighted != ["S005"])
    // Steps that stop are a reason of their own.
    let stopped = problems { step, number in
      step.loss = noisy(log(4))
      tellLabels(&step)
      if number > 20 {
        step.learningRate = 1e-9
        for i in step.parameters.indices { step.parameters[i].updateNorm *= 1e-7 }
      }
    }
    #expect(stopped.first == "S503")
  }

  @Test(arguments: [(LayerStatistics.Kind.relu, 0.0), (.tanh, -1), (.affine, 0)])
  func `scores that pass an activation`(kind: LayerStatistics.Kind, least: Double) {
    let seen = problems { step, number in
      step.loss = noisy(1.2 + 0.2 * exp(-Double(number) / 5))
      tellLabels(&step)
      step.objective?.prediction = [least, kind == .tanh ? 1 : 3]
      step.layers.append(
        LayerStatistics("end", kind, mean: 0.5, standardDeviation: 0.7))
    }
    #expect(seen.contains("S308") == (kind != .affine))
  }

  @Test func `queries that see padding alone get next to no gradient`() {
    let seen = problems { step, _ in
      step.loss = noisy(1.4)
      step.parameters[2].gradientNorm = 1e-9
    }
    #expect(seen.first == "S402")
  }

  @Test func `symbols of a language are not known for certain`() {
    func seen(_ symbols: Int) -> [String] {
      problems(200) { step, number in
        step.loss = noisy(0.02 + 3 * exp(-Double(number) / 20))
        step.objective = ObjectiveStatistics(
          "CrossEntropyLoss", predictionShape: [20, symbols, 16], targetShape: [20, 16],
          prediction: [-2, 2], target: [0, Double(symbols - 1)], sums: [-1, 1],
          labelCounts: [Int](repeating: 320 / symbols, count: symbols))
      }
    }
    #expect(seen(20) == ["S008"])
    #expect(seen(4) == [])
  }

  @Test func `what diverges takes validation and activations along`() {
    let seen = problems(100) { step, number in
      let time = Double(number) / 30
      step.loss = noisy(number < 40 ? 2.3 * exp(-time) : 5 * exp(time))
      if number % 10 == 9 { step.validationLoss = step.loss * (number > 50 ? 2 : 1) }
    }
    #expect(seen.first == "S606")
  }
}
