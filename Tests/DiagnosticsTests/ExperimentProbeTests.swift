import Diagnostics
import Foundation
import Testing

/// The probes that judge an experiment.
@Suite struct ExperimentProbeTests {
  // MARK: - Initial loss

  private func loss(
    _ loss: Double, over labels: Double = 2.303, equal: Double = 2.3026, samples: Int = 100,
    deviation: Double = 0.01, objective: (Double, Double)? = nil
  ) -> [Finding] {
    InitialLoss().findings(
      from: InitialLoss.Observation(
        loss: loss, lossOverAllLabels: labels, lossOfEqualScores: equal, chanceLoss: log(10),
        samples: samples, classes: 10, scoreDeviation: deviation, objective: objective))
  }

  @Test func `a loss near ln K is right`() {
    #expect(loss(2.31).first2 == ["S302", "pass"])
    #expect(loss(2.31)[0].expectation.hasPrefix("2.303 for 10 classes"))
  }

  @Test func `large scores explain a larger loss, and are named where it is much larger`() {
    #expect(loss(2.75, over: 2.75, deviation: 1).first2 == ["S302", "pass"])
    #expect(loss(4, over: 3.9, deviation: 2).first2 == ["S303", "warn"])
    #expect(loss(40, over: 39, deviation: 20).first2 == ["S303", "fail"])
  }

  @Test func `a loss that its scores do not explain is wrong`() {
    #expect(loss(1.1).first2 == ["S302", "fail"])
    #expect(loss(2.31, equal: 0.23).first2 == ["S302", "fail"])
    #expect(loss(.nan).first2 == ["S302", "fail"])
  }

  @Test func `a sum over the batch is left to the probe of reductions`() {
    #expect(loss(231, over: 230.3, equal: 230.26).first2 == ["S302", "pass"])
  }

  @Test func `regularization has to raise the loss`() {
    #expect(loss(2.31, objective: (2.5, 3)).allSatisfy { $0.verdict == .pass })
    let broken = loss(2.31, objective: (2.31, 2.31))
    #expect(broken.contains { $0.code == .ineffectiveRegularization && $0.verdict == .fail })
  }

  // MARK: - Reduction

  @Test(arguments: [(2.3, "pass"), (4.6, "warn"), (1.15, "fail"), (3.1, "fail")])
  func `mean, sum and neither are told apart`(twice: Double, verdict: String) {
    let seen = LossReduction().findings(from: .init(loss: 2.3, lossOfTwice: twice, samples: 20))
    #expect(seen.first2 == ["S301", verdict])
  }

  // MARK: - Overfitting

  private func overfitting(
    _ loss: Double, _ accuracy: Double, zero: (Double, Double) = (2.3, 0.1), floor: Double = 0,
    best: Double = 1
  ) -> [String] {
    Overfitting().findings(
      from: .init(
        samples: 20, budget: 30, arm: .init(losses: [2.3, loss], accuracy: accuracy),
        zeroInput: .init(losses: [2.3, zero.0], accuracy: zero.1), bestAccuracy: best,
        floor: floor)
    ).first2
  }

  @Test func `learning by heart takes both loss and accuracy`() {
    #expect(overfitting(0.009, 1) == ["S613", "pass"])
    #expect(overfitting(0.02, 1) == ["S613", "fail"])
    #expect(overfitting(0.009, 0.95) == ["S613", "fail"])
  }

  @Test func `zeros that do as well mean that the input is ignored`() {
    #expect(overfitting(1.6, 0.3, zero: (1.6, 0.3)) == ["S612", "fail"])
    // Where nothing was learned at all, that says nothing about the input.
    #expect(overfitting(2.3, 0.1) == ["S613", "fail"])
    #expect(overfitting(0.005, 1, zero: (0.004, 1)) == ["S612", "fail"])
  }

  @Test func `conflicting labels set a floor`() {
    #expect(overfitting(0.145, 0.9, floor: 0.139, best: 0.9) == ["S613", "pass"])
    #expect(overfitting(0.145, 0.9) == ["S613", "fail"])
  }

  // MARK: - Baseline

  @Test(arguments: [
    (0.97, 0.91, 6.0, "pass"), (0.85, 0.91, 6, "warn"), (0.91, 0.91, 6, "warn"),
    (1, 1, 6, "pass"), (0.2, 0.91, 0.2, "not applicable"),
  ])
  func `nearest neighbors are to be beaten after five passes`(
    network: Double, neighbors: Double, passes: Double, verdict: String
  ) {
    let seen = Baseline().findings(
      from: Baseline.Observation(
        samples: 100, byNeighbors: neighbors, neighbors: 1000, byNetwork: network, steps: 300,
        passes: passes))
    #expect(seen.first2 == ["S614", verdict])
    #expect(seen[0].evidence.contains("held-out accuracy"))
  }

  // MARK: - Task without labels

  @Test func `a loss without labels is judged by its share and by predictions of 0`() {
    func overfitting(_ loss: Double, zero: Double?) -> [String] {
      Overfitting().findings(
        from: .init(
          samples: 20, budget: 30, arm: .init(losses: [2, loss], accuracy: nil),
          zeroInput: zero.map { .init(losses: [2, $0], accuracy: nil) }, bestAccuracy: nil,
          goal: 0.1)
      ).first2
    }
    #expect(overfitting(0.09, zero: 1.5) == ["S613", "pass"])
    #expect(overfitting(0.09, zero: nil) == ["S613", "pass"])
    #expect(overfitting(0.09, zero: 0.08) == ["S612", "fail"])
    #expect(overfitting(0.5, zero: 0.5) == ["S612", "fail"])
    #expect(overfitting(0.5, zero: 1.5) == ["S613", "fail"])
    func initial(_ loss: Double, zero: Double, textbook: Double?) -> [String] {
      InitialLoss().findings(
        from: .init(
          loss: loss, lossOverAllLabels: nil, lossOfEqualScores: zero, chanceLoss: textbook,
          samples: 100, classes: nil, scoreDeviation: 0)
      ).first2
    }
    #expect(initial(0.75, zero: 0.6931, textbook: 0.6931) == ["S302", "pass"])
    #expect(initial(1.2, zero: 0.6931, textbook: 0.6931) == ["S303", "warn"])
    #expect(initial(0.2, zero: 0.6931, textbook: 0.6931) == ["S302", "fail"])
    #expect(initial(0.69, zero: 1.2, textbook: 0.6931) == ["S302", "fail"])
    // Of no textbook: targets may be of any size.
    #expect(initial(3, zero: 1, textbook: nil) == ["S302", "pass"])
    #expect(initial(0.1, zero: 1, textbook: nil) == ["S302", "pass"])
    #expect(initial(30, zero: 1, textbook: nil) == ["S303", "warn"])
    #expect(initial(30, zero: 0, textbook: nil) == ["S302", "not applicable"])
  }

  // MARK: - Data

  private func split(
    _ name: String = "training", mean: Double = 0, deviation: Double = 1, shared: Int = 0
  ) -> InputScale.Split {
    .init(
      name: name, count: 100,
      channels: [
        .init(storedMean: 0.5, storedDeviation: 0.25, mean: mean, deviation: deviation)
      ], sharedWithTraining: shared)
  }

  @Test(arguments: [
    (0.0, 1.0, "pass"), (0.3, 1.0, "warn"), (0.5, 0.25, "fail"), (120, 60, "fail"),
    (0, 0.4, "warn"),
    (.nan, 1, "fail"),
  ])
  func `inputs off center or out of scale are named`(
    mean: Double, deviation: Double, verdict: String
  ) {
    let seen = InputScale().findings(
      from: .init(splits: [split(mean: mean, deviation: deviation)]))
    #expect(seen.first2 == ["S001", verdict])
  }

  @Test func `a split with statistics of its own is named`() {
    let seen = InputScale().findings(
      from: .init(splits: [split(), split("validation", mean: 0.1, deviation: 1)]))
    #expect(seen.last?.code == .splitTransform)
    #expect(seen.last?.title == "the validation split is transformed differently")
  }

  @Test func `images in two splits are counted`() {
    let seen = InputScale().findings(
      from: .init(splits: [split(), split("test", shared: 7)]))
    #expect(seen.last?.code == .splitOverlap)
    #expect(seen.last?.evidence == "7 of 100 are in both")
  }

  @Test(arguments: [
    (1000, 250, "pass"), (1000, 105, "fail"), (1000, 128, "fail"), (1000, 140, "pass"),
    (100, 30, "not applicable"), (300, 30, "warn"),
  ])
  func `labels have to do with images`(asked: Int, right: Int, verdict: String) {
    let seen = LabelDependence().findings(
      from: .init(
        counts: [Int](repeating: 200, count: 10), classNames: (0..<10).map { "class \($0)" },
        asked: [Int](repeating: asked / 10, count: 10),
        answered: [Int](repeating: asked / 10, count: 10), right: right))
    #expect(seen.first2 == ["S005", verdict])
  }

  @Test func `a frequent class does not hide what the images tell`() {
    // Nine in ten are of one class; the answers are spread, and right far more often than at random.
    let seen = LabelDependence().findings(
      from: .init(
        counts: [900, 100], classNames: ["cat", "dog"], asked: [900, 100], answered: [600, 400],
        right: 680))
    #expect(seen.first { $0.code == .labelDependence }?.verdict == .pass)
  }

  @Test(arguments: [([100, 90], nil), ([100, 9], Verdict.warn), ([100, 1], Verdict.fail)])
  func `classes out of balance are named`(counts: [Int], verdict: Verdict?) {
    let seen = LabelDependence().findings(
      from: .init(
        counts: counts, classNames: ["cat", "dog"], asked: [500, 500], answered: [501, 499],
        right: 999))
    #expect(seen.first { $0.code == .labelBalance }?.verdict == verdict)
  }

  // MARK: - Network

  private func agreement(
    repetition: Double = 0, companions: Double = 0, training: Double = 2.4, inference: Double = 2.4,
    random: Bool = false, distance: Double = 0.02
  ) -> [String] {
    TrainingAndInference().findings(
      from: .init(
        scale: 1, repetition: repetition, companions: companions, precision: 1e-7,
        isTrainingRandom: random, trainingLoss: training, inferenceLoss: inference,
        scoreDistance: distance)
    ).first2
  }

  @Test func `inference is repeatable, independent and like training`() {
    #expect(agreement() == ["S404", "pass"])
    #expect(agreement(companions: 1e-6) == ["S404", "pass"])
    #expect(agreement(repetition: 1e-3) == ["S404", "fail"])
    #expect(agreement(companions: 0.1) == ["S404", "fail"])
    #expect(agreement(distance: 0.9) == ["S404", "fail"])
    #expect(
      agreement(training: 2.8, inference: 2.3, random: true, distance: 0.9) == ["S404", "pass"])
    #expect(agreement(training: .nan) == ["S404", "not applicable"])
  }

  @Test func `a missing nonlinearity is placed`() {
    func seen(_ deviations: [Double]) -> [Finding] {
      Nonlinearity().findings(
        from: .init(
          stretches: deviations.enumerated().map { layer, deviation in
            .init(from: "fc\(layer + 1)", to: "fc\(layer + 2)", deviation: deviation)
          }, precision: 1e-7))
    }
    #expect(seen([0.3, 0.2]).first2 == ["S201", "pass"])
    #expect(seen([0.3, 1e-8])[0].title == "a nonlinearity is missing after fc2")
    #expect(seen([1e-8, 0])[0].title.hasSuffix("the network is a linear map"))
    #expect(seen([]).first2 == ["S201", "not applicable"])
    #expect(seen([.nan]).first2 == ["S201", "not applicable"])
  }

  // MARK: - Ranking

  @Test func `causes come before their symptoms`() {
    func finding(_ code: Diagnosis, _ verdict: Verdict) -> Finding {
      Finding(code, from: .overfit, verdict, "", evidence: "", expectation: "")
    }
    let ranked = [
      finding(.inputScale, .pass), finding(.cannotOverfit, .fail), finding(.symmetry, .warn),
      finding(.learningRateTooHigh, .fail),
    ].ranked
    #expect(ranked.map(\.code) == [.learningRateTooHigh, .cannotOverfit, .symmetry, .inputScale])
  }

  @Test func `every code is in the documentation`() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Diagnostics/Diagnostics.docc/Diagnostics.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    for code in Diagnosis.allCases { #expect(text.contains("| \(code.rawValue) |")) }
  }
}
