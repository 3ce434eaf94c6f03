import GSL
import Layers
import Tensors
import Testing
import Training

@Suite struct RateSweepTests {
  private typealias Loop = TrainingLoop<Stack<Double>, SoftmaxCrossEntropy<Double>>

  private func loop(_ problem: SmallProblem.Problem, _ optimizer: OptimizerName) -> Loop {
    problem.loop(optimizer.optimizer(learningRate: 0.01), key: RandomKey(2))
  }

  @Test(arguments: [OptimizerName.sgd, .momentum, .adam])
  func `a sweep leaves the loop as it was, to the bit`(optimizer: OptimizerName) throws {
    let problem = SmallProblem.problem()
    var (swept, plain) = (loop(problem, optimizer), loop(problem, optimizer))
    for number in 0..<3 {
      let (input, target) = problem.training[number]
      try swept.step(input, target: target)
      try plain.step(input, target: target)
    }
    let sweep = try swept.rateSweep(problem.training, rates: RateSweep.rates(1e-5...1, steps: 40))
    #expect(sweep.points.count > 20)
    // Weights, running statistics, what the optimizer remembers, steps and key.
    #expect(swept.checkpoint == plain.checkpoint)
    for number in 3..<6 {
      let (input, target) = problem.training[number]
      try #expect(
        swept.step(input, target: target).loss == plain.step(input, target: target).loss)
    }
    #expect(swept.checkpoint == plain.checkpoint)
  }

  @Test(arguments: [OptimizerName.sgd, .momentum, .adam])
  func `the suggested rate trains`(optimizer: OptimizerName) throws {
    let problem = SmallProblem.problem()
    let start = loop(problem, optimizer)
    let sweep = try start.rateSweep(problem.training, rates: RateSweep.rates(1e-6...100, steps: 80))
    let rate = try #require(sweep.suggestion)
    let divergence = sweep.divergence ?? .infinity
    #expect(rate <= divergence / 10)
    func loss(_ rate: Double) throws -> Double {
      var run = TrainingRun(
        problem, problem.loop(optimizer.optimizer(learningRate: rate), key: RandomKey(2)),
        epochs: 12)
      while run.ending == nil { try run.step() }
      return run.record.judgments.last?.loss ?? .nan
    }
    let trained = try loss(rate)
    #expect(trained < 0.8, "\(trained) at \(rate)")
    // Far below it, hardly anything is learned.
    #expect(try loss(rate / 1000) > trained + 0.2)
  }

  private func sweep(_ loss: (Double) -> Double) -> RateSweep {
    RateSweep(RateSweep.rates(1e-6...10, steps: 100).map { .init(rate: $0, loss: loss($0)) })
  }

  @Test func `the rates are evenly spaced in their logarithms`() {
    let rates = RateSweep.rates(1e-4...1, steps: 5)
    for (rate, expected) in zip(rates, [1e-4, 1e-3, 1e-2, 1e-1, 1]) {
      #expect(abs(rate / expected - 1) < 1e-12)
    }
  }

  @Test func `the steepest fall is found, and a tenth of divergence is the most`() throws {
    // Falls by a logistic curve about 1e-3, and rises from 1 on.
    let curve = sweep { rate in
      2.3 - 2 / (1 + (1e-3 / rate)) + (rate > 1 ? 40 * (rate - 1) : 0)
    }
    let steepest = try #require(curve.steepest)
    #expect((3e-4...3e-3).contains(steepest), "\(steepest)")
    let divergence = try #require(curve.divergence)
    #expect((0.8...1.3).contains(divergence), "\(divergence)")
    #expect(curve.suggestion == min(steepest, divergence / 10))

    let late = sweep { rate in rate < 0.5 ? 2.3 - 4 * rate : 2.3 + 100 * (rate - 0.5) }
    let end = try #require(late.divergence)
    #expect(late.suggestion == end / 10)
  }

  @Test func `a loss that comes to rest above its start has diverged`() throws {
    // As of a network whose units died: no more than a little above the loss of constant answers.
    let generator = RandomGenerator(seed: 6)
    let dead = sweep { rate in
      let curve = rate > 0.1 ? 2.5 : 2.3 - 0.5 / (1 + (1e-2 / rate))
      return curve + generator.normal(standardDeviation: 0.02)
    }
    let divergence = try #require(dead.divergence)
    #expect((0.05...0.2).contains(divergence), "\(divergence)")
  }

  @Test func `one bad batch neither ends a sweep nor moves its suggestion`() throws {
    func curve(_ rate: Double) -> Double { 2.3 - 2 / (1 + (1e-3 / rate)) }
    let smooth = sweep(curve)
    var number = 0
    let spiked = sweep { rate in
      number += 1
      return curve(rate) + (number == 50 ? 50 : 0)
    }
    #expect(spiked.points.count == 100 && !spiked.hasDiverged)
    let (a, b) = (try #require(smooth.suggestion), try #require(spiked.suggestion))
    #expect(abs(a / b - 1) < 0.5, "\(a) \(b)")
  }

  @Test func `where no rate helps, none is suggested`() {
    let generator = RandomGenerator(seed: 4)
    let flat = sweep { _ in 2.3 + generator.normal(standardDeviation: 0.05) }
    #expect(flat.suggestion == nil && !flat.hasDiverged)
    let rising = sweep { 2.3 + 100 * $0 }
    #expect(rising.suggestion == nil && rising.hasDiverged)
  }

  @Test func `what is not finite ends a sweep, and losses below zero have rates too`() throws {
    let broken = sweep { $0 > 1e-2 ? .nan : 1 }
    #expect(broken.hasDiverged && broken.points.count < 60)
    let negative = sweep { rate in -5 / (1 + (1e-3 / rate)) + (rate > 1 ? 40 * rate : 0) }
    #expect((1e-4...1e-2).contains(try #require(negative.suggestion)))
    #expect(negative.hasDiverged)
  }
}
