import Diagnostics
import Foundation
import Testing

@Suite struct LearningRateScheduleTests {
  private func code(
    loss: (Double) -> Double = { 1 + exp(-$0 / 50) }, _ rate: (Double) -> Double
  ) -> [String] {
    findings(
      LearningRateSchedule(),
      (0..<200).map {
        TrainingStep(loss: loss(Double($0)), samples: 32, learningRate: rate(Double($0)))
      }
    ).first2
  }

  @Test func `schedules that end near zero last`() {
    #expect(code { _ in 0.1 } == ["S503", "pass"])
    #expect(code { 0.05 * (1 + cos(.pi * $0 / 200)) } == ["S503", "pass"])
    #expect(code { 0.1 * pow(0.1, ($0 / 50).rounded(.down)) } == ["S503", "pass"])
    // A long warm-up from nothing.
    #expect(code { 0.1 * min(1, $0 / 150) } == ["S503", "pass"])
  }

  @Test func `a decay for epochs that goes by steps does not`() {
    #expect(code { 0.1 * pow(0.9, $0) } == ["S503", "fail"])
    // Unless there was nothing left to learn.
    #expect(code(loss: { 2 * exp(-$0 / 10) }) { 0.1 * pow(0.9, $0) } == ["S503", "pass"])
  }

  @Test func `an untold rate is no rate`() {
    let steps = (0..<30).map { _ in TrainingStep(loss: 1, samples: 32) }
    #expect(findings(LearningRateSchedule(), steps).first2 == ["S503", "not applicable"])
  }
}
