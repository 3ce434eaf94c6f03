import Foundation
import Testing
import Training

@Suite struct ScheduleTests {
  private static let own: [String: Schedule<Double>] = [
    "step": .step(factor: 0.5, interval: 3),
    "exponential": .exponential(rate: 0.2),
    "inverse": .inverse(rate: 0.7),
    "cosine": .cosine(period: 11, floor: 0.02),
    "cosine restarts": .cosineRestarts(period: 4, floor: 0.02),
    "warm-up": .warmUp(steps: 4, then: .step(factor: 0.5, interval: 2)),
  ]

  @Test(arguments: TrainingReferences.stored.schedules.map(\.name))
  func `rates are PyTorch's`(name: String) throws {
    let stored = try #require(TrainingReferences.stored.schedules.first { $0.name == name })
    let schedule = try #require(Self.own[name])
    for (t, rate) in stored.rates.enumerated() {
      #expect(abs(schedule.rate(at: t, from: stored.initial) - rate) < 1e-14, "at \(t)")
    }
  }

  @Test func `after its period a cosine stays at the floor`() {
    #expect(Schedule<Double>.cosine(period: 5, floor: 0.1).rate(at: 50, from: 1) == 0.1)
    #expect(Schedule<Double>.constant.rate(at: 50, from: 1) == 1)
  }
}
