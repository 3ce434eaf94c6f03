import Testing
import Training

@testable import SelfTesting

@Suite struct TrajectoryCheckTests {
  @Test(arguments: 0..<20 as Range<UInt64>)
  func `the package's optimizers follow the closed forms of their rules`(seed: UInt64) {
    func check<O: Optimizer>(_ optimizer: O, _ formula: UpdateFormula, _ tolerance: Double) {
      let error = TrajectoryCheck(formula, rate: 0.1, seed: seed).error(of: optimizer)
      #expect(error < tolerance, "\(optimizer)")
    }

    check(SGD<Double>(learningRate: 0), .momentum(0, nesterov: false), 1e-11)
    check(SGD<Double>(learningRate: 0, momentum: 0.9), .momentum(0.9, nesterov: false), 1e-11)
    check(
      SGD<Double>(learningRate: 0, momentum: 0.9, nesterov: true), .momentum(0.9, nesterov: true),
      1e-11)
    check(AdaGrad<Double>(learningRate: 0), .adaGrad(epsilon: 1e-10), 1e-11)
    check(RMSProp<Double>(learningRate: 0), .rmsProp(decay: 0.99, epsilon: 1e-8), 1e-11)
    check(
      Adam<Double>(learningRate: 0),
      .adam(betas: (0.9, 0.999), epsilon: 1e-8, weightDecay: 0), 1e-11)
    check(
      Adam<Double>(weightDecay: .decoupled(0.01)),
      .adam(betas: (0.9, 0.999), epsilon: 1e-8, weightDecay: 0.01), 1e-11)
  }

  @Test func `in single precision they do so to its digits`() {
    let formula = UpdateFormula.adam(betas: (0.9, 0.999), epsilon: 1e-8, weightDecay: 0)
    let error = TrajectoryCheck(formula, rate: 0.1, seed: 1).error(of: Adam<Float>())
    #expect(error < 1e-2 && error > 1e-12)
  }

  @Test func `every wrong rule is off at each of its strengths`() {
    for specimen in OptimizerSpecimen.all {
      for dilution in specimen.dilutions {
        #expect(
          specimen.error(dilution) > OptimizerSpecimen.tolerance, "\(specimen.id), \(dilution)")
      }
    }
  }
}
