import Diagnostics
import Foundation
import Testing

/// Validation losses beside training losses; every tenth of 200 steps is validated.
@Suite struct GeneralizationTests {
  /// - Parameter isToldTheLabels: Whether the loss of blind answers, ln 6, can be worked out.
  private func code(
    training: (Double) -> Double, validation: (Double) -> Double, accuracy: Double? = nil,
    isToldTheLabels: Bool = true, isOneBatch: Bool = false
  ) -> [String] {
    let steps = (0..<200).map { t in
      var step = TrainingStep(loss: training(Double(t)), samples: 30)
      step.inputs = InputStatistics(
        mean: isOneBatch ? 0 : 0.01 * Double(t % 7), standardDeviation: 1)
      if isToldTheLabels {
        step.objective = ObjectiveStatistics(
          "CrossEntropyLoss", predictionShape: [30, 6], targetShape: [30],
          labelCounts: [5, 5, 5, 5, 5, 5])
      }
      if t % 10 == 9 {
        step.validationLoss = validation(Double(t))
        step.validationAccuracy = accuracy
      }
      return step
    }
    return findings(Generalization(), steps).first2
  }

  private func falling(_ t: Double) -> Double { 1.8 * exp(-t / 40) }

  @Test(arguments: [true, false]) func `a gap that does not grow is healthy`(isTold: Bool) {
    let slower = { (t: Double) in 0.6 + 1.2 * exp(-t / 50) }
    #expect(
      code(training: falling, validation: slower, isToldTheLabels: isTold) == ["S615", "pass"])
  }

  @Test func `a validation loss on its way up is overfitting`() {
    let turning = { (t: Double) in 0.9 * exp(-t / 30) + 0.7 + 0.005 * t }
    #expect(code(training: falling, validation: turning) == ["S615", "warn"])
    let lost = { (t: Double) in 1.2 + 0.01 * t }
    #expect(code(training: falling, validation: lost, accuracy: 0.4) == ["S615", "fail"])
  }

  @Test func `one batch for all steps is the reason for it`() {
    let turning = { (t: Double) in 0.9 * exp(-t / 30) + 0.7 + 0.005 * t }
    #expect(code(training: falling, validation: turning, isOneBatch: true) == ["S006", "warn"])
  }

  @Test func `what holds nowhere else was learned by heart`() {
    let blind = { (t: Double) in 1.8 + 0.01 * t }
    #expect(code(training: falling, validation: blind, accuracy: 0.17) == ["S616", "fail"])
  }

  @Test func `far off before anything is learned by heart is another treatment`() {
    let elsewhere = { (t: Double) in 5 + 0.1 * t }
    #expect(code(training: falling, validation: elsewhere, accuracy: 0.3) == ["S408", "fail"])
    // Running statistics lag behind at first, and then keep up.
    let lagging = { (t: Double) in 0.6 + 5 * exp(-t / 10) }
    #expect(code(training: falling, validation: lagging) == ["S615", "pass"])
  }

  @Test func `without validation there is nothing to say`() {
    #expect(findings(Generalization(), count: 20).first2 == ["S615", "not applicable"])
  }
}
