import Diagnostics
import Testing

/// Each probe of a running training fires on what it is for and keeps quiet otherwise.
@Suite struct TrainingProbeTests {
  @Test func `a healthy training has nothing to mend`() {
    var monitor = TrainingMonitor()
    for step in 0..<60 { monitor.record(healthyStep(loss: 2.3 / (1 + Double(step)))) }
    #expect(monitor.findings.allSatisfy { $0.verdict >= .pass }, "\(monitor.findings)")
    #expect(Set(monitor.findings.map(\.probe)).count == monitor.probes.count)
  }

  @Test func `without a step there is nothing to say`() {
    #expect(TrainingMonitor().findings.allSatisfy { $0.verdict == .notApplicable })
  }

  @Test func `losses alone get the findings of a loss curve`() {
    var monitor = TrainingMonitor()
    for _ in 0..<20 { monitor.record(TrainingStep(loss: 2.3, samples: 32)) }
    #expect(monitor.findings.first?.code == .lossFlat && monitor.findings.first?.verdict == .warn)
    #expect(monitor.findings.filter { $0.verdict < .pass }.count == 1)
  }

  // MARK: - Activations

  @Test func `weights of zero and units that are equal are a symmetry`() {
    let zero = findings(ActivationSpread()) {
      $0.parameters[2].norm = 0
      $0.parameters[2].gradientNorm = 0
    }
    #expect(zero.first2 == ["S101", "fail"])
    #expect(zero[0].layer == "fc2.weight")
    // One that gets a gradient grows: the zero half of a low-rank pair, for instance.
    #expect(findings(ActivationSpread()) { $0.parameters[2].norm = 0 }.first2 == ["S103", "pass"])
    let equal = findings(ActivationSpread()) { $0.layers[0].unitDeviation = 1e-9 }
    #expect(equal.first2 == ["S101", "fail"])
    #expect(equal[0].layer == "fc1")
  }

  @Test func `a last layer may start at zero`() {
    let head = findings(ActivationSpread()) {
      $0.parameters[4].norm = 0
      $0.layers[4].unitDeviation = 0
    }
    #expect(head.first2 == ["S103", "pass"])
  }

  @Test(arguments: [
    (0.01, "fail"), (0.1, "warn"), (0.8, "pass"), (9, "pass"), (20, "fail"), (500, "fail"),
  ])
  func `activations that change in scale are judged by how much`(
    deviation: Double, verdict: String
  ) {
    #expect(
      findings(ActivationSpread()) { $0.layers[2].standardDeviation = deviation }.first2
        == ["S103", verdict])
  }

  @Test func `saturation is told apart by when it came`() {
    func saturated(_ share: Double) -> TrainingStep {
      var step = healthyStep()
      step.layers[1].kind = .tanh
      step.layers[1].saturatedShare = share
      return step
    }
    #expect(findings(Saturation(), [saturated(0.1)]).first2 == ["S202", "pass"])
    #expect(findings(Saturation(), [saturated(0.4)]).first2 == ["S202", "warn"])
    #expect(findings(Saturation(), [saturated(0.9), saturated(0.1)]).first2 == ["S202", "fail"])
    #expect(findings(Saturation(), [saturated(0.1), saturated(0.9)]).first2 == ["S602", "fail"])
    #expect(findings(Saturation()).first2 == ["S202", "not applicable"])
  }

  @Test func `dead units are told apart by whether they ever lived`() {
    var alive = healthyStep()
    alive.samples = 500
    alive.layers[1].activeUnits = [true, true, true, true, true]
    var dead = alive
    dead.layers[1].activeUnits = [false, false, false, false, true]
    let died = findings(DeadReLU(), [alive, dead, dead])
    #expect(died.first2 == ["S601", "fail"])
    #expect(died[0].layer == "relu1")
    #expect(findings(DeadReLU(), [dead, dead]).first2 == ["S102", "fail"])
    #expect(findings(DeadReLU(), [dead, dead, alive]).first2 == ["S102", "pass"])
    #expect(findings(DeadReLU(), [dead]).first2 == ["S102", "not applicable"])
    dead.layers[1].activeUnits = [false, false, false, true, true]
    #expect(findings(DeadReLU(), [alive, dead, dead]).first2 == ["S601", "warn"])
    // Of few units some never live by chance.
    #expect(findings(DeadReLU(), [dead, dead]).first2 == ["S102", "pass"])
    dead.layers[1].activeUnits = [Bool](repeating: false, count: 4) + [true, true, true, true]
    #expect(findings(DeadReLU(), [dead, dead]).first2 == ["S102", "warn"])
  }

  @Test func `what shifts a dead layer is named`() {
    let dead = findings(DeadReLU(), count: 50) {
      $0.layers[1].activeUnits = [false, false, false, false]
      $0.layers[3].activeUnits = [false, false, false, false]
      $0.parameters[1].mean = -100
    }
    #expect(dead.count == 1)
    #expect(dead[0].layer == "relu1")
    #expect(dead[0].evidence.contains("fc1.bias is -100 on average"))
    #expect(dead[0].evidence.contains("also relu2"))
  }

  // MARK: - Parameters

  @Test func `a tensor that the optimizer leaves out is named`() {
    let unmoved = findings(UnchangedParameters()) { $0.parameters[2].updateNorm = 0 }
    #expect(unmoved.first2 == ["S401", "fail"])
    #expect(unmoved[0].title.contains("fc2.weight"))
    let all = findings(UnchangedParameters()) {
      for i in $0.parameters.indices { $0.parameters[i].updateNorm = 0 }
    }
    #expect(all[0].title == "nothing is updated")
  }

  @Test func `a missing gradient counts for weights, and for biases it may be right`() {
    #expect(
      findings(UnchangedParameters()) { $0.parameters[0].gradientNorm = 0 }.first2
        == ["S402", "fail"])
    #expect(
      findings(UnchangedParameters()) { $0.parameters[1].gradientNorm = 0 }.first2
        == ["S401", "pass"])
  }

  @Test func `frozen tensors stay`() {
    #expect(
      findings(UnchangedParameters()) { $0.parameters[0].isFrozen = true }.first2
        == ["S403", "fail"])
    #expect(
      findings(UnchangedParameters()) {
        $0.parameters[0].isFrozen = true
        $0.parameters[0].updateNorm = 0
        $0.parameters[0].gradientNorm = 0
      }.first2 == ["S401", "pass"])
  }

  @Test(arguments: [
    (1e-6, "S502", "fail"), (5e-5, "S502", "warn"), (1e-3, "S501", "pass"), (0.02, "S501", "pass"),
    (0.05, "S501", "warn"), (0.5, "S501", "fail"),
  ])
  func `the ratio of update to weight tells a learning rate`(
    ratio: Double, code: String, verdict: String
  ) {
    let steps = [TrainingStep](repeating: healthyStep(ratio: ratio), count: 10)
    #expect(findings(UpdateRatio(), steps).first2 == [code, verdict])
  }

  @Test(arguments: [
    (5e-5, "S502", "fail"), (5e-4, "S502", "warn"), (0.03, "S501", "pass"), (0.3, "S501", "warn"),
    (3, "S501", "fail"),
  ])
  func `adaptive optimizers take steps ten times as large`(
    ratio: Double, code: String, verdict: String
  ) {
    let steps = [TrainingStep](repeating: healthyStep(ratio: ratio), count: 10)
    #expect(findings(UpdateRatio(adaptive: true), steps).first2 == [code, verdict])
  }

  @Test func `small steps are right for what is frozen, has converged, or is at a lowered rate`() {
    let small = healthyStep(loss: 2, ratio: 1e-7)
    var frozen = healthyStep()
    frozen.parameters[0].isFrozen = true
    frozen.parameters[0].updateNorm = 0
    #expect(findings(UpdateRatio(), [frozen, frozen, frozen]).first2 == ["S501", "pass"])
    var converged = small
    converged.loss = 0.01
    let after = [TrainingStep](repeating: converged, count: 10)
    #expect(findings(UpdateRatio(), [healthyStep()] + after).first2 == ["S501", "pass"])
    var lowered = small
    lowered.learningRate = 1e-6
    let decayed = [TrainingStep](repeating: lowered, count: 10)
    #expect(findings(UpdateRatio(), [healthyStep()] + decayed).first2 == ["S501", "pass"])
  }

  @Test(arguments: [(0.001, "S502", "fail"), (1, "S501", "pass"), (1000, "S501", "fail")])
  func `where all weights start small, they are compared with those of He`(
    factor: Double, code: String, verdict: String
  ) {
    let seen = findings(UpdateRatio(fromScratch: true)) {
      for i in [0, 2, 4] {
        $0.parameters[i].norm = 0.01
        $0.parameters[i].updateNorm = 0.03 * factor
      }
    }
    #expect(seen.first2 == [code, verdict], "\(seen)")
  }

  @Test func `an update along the gradient goes uphill`() {
    #expect(
      findings(UnchangedParameters()) { $0.parameters[2].descent = -1 }.first2
        == ["S405", "fail"])
    #expect(
      findings(UnchangedParameters()) { $0.parameters[2].descent = 0.3 }.first2
        == ["S401", "pass"])
  }

  @Test func `a bias whose gradient is rounding need not move`() {
    let seen = findings(UnchangedParameters()) {
      $0.parameters[1].gradientNorm = 1e-9
      $0.parameters[1].updateNorm = 0
    }
    #expect(seen.first2 == ["S401", "pass"])
  }

  @Test func `a single tensor out of line is named, and the learning rate is not blamed`() {
    let fast = findings(UpdateRatio()) { $0.parameters[2].updateNorm = 1 }
    #expect(fast.first2 == ["S501", "fail"])
    #expect(fast[0].title == "fc2.weight moves too fast")
  }

  @Test func `tensors that started at or near zero may move fast`() {
    for norm in [0.0, 0.01] {
      let growing = findings(UpdateRatio()) {
        $0.parameters[4].norm = norm
        $0.parameters[4].updateNorm = 0.01
      }
      #expect(growing.first2 == ["S501", "pass"], "\(growing)")
    }
  }

  @Test func `the advice leads to a good learning rate`() throws {
    let steps = [TrainingStep](repeating: healthyStep(ratio: 1), count: 10)
    let fix = try #require(findings(UpdateRatio(), steps).first?.fix)
    #expect(fix == "a learning rate about 50 times lower, near 0.0002")
    let slow = [TrainingStep](repeating: healthyStep(ratio: 1e-6), count: 10)
    #expect(
      findings(UpdateRatio(), slow).first?.fix
        == "a learning rate about 200 times higher, near 2")
    // What is not far off is changed a little at a time, or as far as a step of 3 % of the loss.
    for (ratio, fix) in [(0.04, "2 times lower, near 0.005"), (5e-5, "100 times higher, near 1")] {
      let near = [TrainingStep](repeating: healthyStep(ratio: ratio), count: 10)
      #expect(findings(UpdateRatio(), near).first?.fix == "a learning rate about " + fix)
    }
  }

  @Test(arguments: [
    (0.01, 0.001, "pass"), (0.2, 4.0, "fail"), (0.2, 0.6, "warn"), (40.0, 0.2, "fail"),
    (40.0, 0.01, "pass"),
  ])
  func `a penalty that drowns the data is named`(
    penalty: Double, gradient: Double, verdict: String
  ) {
    let seen = findings(RegularizationShare()) {
      $0.penalty = penalty * 6
      for i in [0, 2, 4] { $0.parameters[i].penaltyGradientNorm = gradient }
    }
    #expect(seen.first2 == ["S305", verdict])
  }

  // MARK: - Gradients

  @Test(arguments: [(1e-7, "S603", "fail"), (1, "S603", "pass"), (1e6, "S604", "fail")])
  func `gradients that vanish or explode are named`(
    gradient: Double, code: String, verdict: String
  ) {
    let seen = findings(GradientFlow()) {
      $0.parameters[0].gradientNorm = 0.4 * gradient
      $0.parameters[2].gradientNorm = 0.4 * gradient.squareRoot()
    }
    #expect(seen.first2 == [code, verdict])
    // The rows of an embedding that a batch does not use have no gradient by right.
    #expect(
      findings(GradientFlow()) { $0.parameters[0].gradientNorm = 1e-7 }.first2 == ["S603", "pass"])
  }

  @Test func `small gradients after convergence are none of it`() {
    var converged = healthyStep(loss: 1e-3)
    converged.parameters[0].gradientNorm = 1e-9
    let steps = [healthyStep()] + [TrainingStep](repeating: converged, count: 20)
    #expect(findings(GradientFlow(), steps).first2 == ["S603", "not applicable"])
  }

  @Test(arguments: 0..<4)
  func `what is not finite is traced to its first place`(place: Int) {
    var broken = healthyStep()
    let expected: String
    switch place {
    case 0:
      broken.layers[2].mean = .nan
      broken.loss = .nan
      expected = "NaN or infinity in the output of fc2"
    case 1:
      broken.loss = .infinity
      expected = "NaN or infinity in the loss"
    case 2:
      for i in 0...2 { broken.parameters[i].gradientNorm = .nan }
      expected = "NaN or infinity in the gradient of fc2.weight"
    default:
      broken.parameters[3].updateNorm = .infinity
      expected = "NaN or infinity in the update of fc2.bias"
    }
    let seen = findings(NotFinite(), [healthyStep(), broken, broken])
    #expect(seen.first2 == ["S605", "fail"])
    #expect(seen[0].title == expected)
    #expect(seen[0].evidence.hasPrefix("first in step 2;"))
  }

  @Test func `no probe trips over what is not a number`() {
    var broken = healthyStep(loss: .nan)
    for i in broken.layers.indices { broken.layers[i].mean = .nan }
    for i in broken.parameters.indices {
      broken.parameters[i].norm = .nan
      broken.parameters[i].gradientNorm = .nan
      broken.parameters[i].updateNorm = .nan
    }
    var monitor = TrainingMonitor()
    for _ in 0..<12 { monitor.record(broken) }
    broken.penalty = 0.1
    monitor.record(broken)
    #expect(
      monitor.findings.filter { $0.verdict == .fail }.map(\.code) == [
        .notFiniteFromTheStart, .lossDiverges,
      ],
      "\(monitor.findings)")
    for i in broken.layers.indices { broken.layers[i].standardDeviation = .nan }
    for probe in [ActivationSpread(), GradientFlow(), RegularizationShare()]
      as [any TrainingProbe]
    {
      let seen = findings(probe, [TrainingStep](repeating: broken, count: 10))
      #expect(seen.map(\.verdict) == [.notApplicable], "\(seen)")
      #expect(seen.allSatisfy { $0.evidence.contains("not finite") }, "\(seen)")
    }
  }

  @Test func `outputs that are all the same have no spread to judge`() {
    let seen = findings(ActivationSpread()) { step in
      for i in step.layers.indices { step.layers[i].standardDeviation = 0 }
    }
    #expect(seen.map(\.verdict) == [.notApplicable])
  }

  @Test func `a loss that falls below 0 has not converged by that`() {
    let steps = (0..<10).map { _ in healthyStep(loss: -5, ratio: 1e-9) }
    #expect(findings(UpdateRatio(), steps).first2 == ["S502", "fail"])
    let vanishing = steps.map { step in
      var step = step
      step.parameters[0].gradientNorm = 1e-9
      step.parameters[2].gradientNorm = 1e-4
      return step
    }
    #expect(findings(GradientFlow(), vanishing).first?.verdict == .fail)
  }

  // MARK: - What a loop tells of itself

  @Test func `a network left in inference mode after a look at validation data`() {
    let steps = (0..<40).map { t in
      var step = healthyStep()
      step.layers.append(
        LayerStatistics("norm", .normalization, mean: 0, standardDeviation: 1, unitDeviation: 1))
      step.parameters.append(
        ParameterStatistics("norm.weight", .scale, norm: 2, gradientNorm: 0.1, updateNorm: 0.001))
      step.isTraining = t < 10
      return step
    }
    #expect(findings(Invariants(), steps).first2 == ["S407", "fail"])
    // The last step alone may be a look.
    #expect(findings(Invariants(), Array(steps.prefix(12))).first2 == ["S406", "pass"])
  }

  @Test func `clipping to nearly nothing is no low rate`() {
    let clipped = findings(UpdateRatio(fromScratch: true)) { step in
      step.clipping = 1e-4
      for i in step.parameters.indices { step.parameters[i].updateNorm *= 1e-4 }
    }
    #expect(clipped.first2 == ["S504", "fail"])
  }

  @Test func `targets out of reach are named before the rate`() {
    let steps = (0..<40).map { _ in
      var step = healthyStep(loss: 1e10)
      step.objective = ObjectiveStatistics(
        "MSELoss", predictionShape: [20, 1], targetShape: [20, 1], prediction: [-0.7, 3],
        target: [7e4, 5e5], targetDeviation: 1e5)
      return step
    }
    #expect(findings(Objective(), steps).first2 == ["S310", "fail"])
  }

  @Test func `frozen tensors are worth a look where nothing is learned`() {
    func code(_ loss: (Double) -> Double) -> [String] {
      findings(
        UnchangedParameters(),
        (0..<60).map { t in
          var step = healthyStep(loss: loss(Double(t)))
          step.parameters[0].isFrozen = true
          step.parameters[0].updateNorm = 0
          step.parameters[0].gradientNorm = 0
          return step
        }
      ).first2
    }
    #expect(code { 2.3 - 0.001 * $0 } == ["S409", "warn"])
    #expect(code { 2.3 / (1 + $0 / 10) } == ["S401", "pass"])
  }
}
