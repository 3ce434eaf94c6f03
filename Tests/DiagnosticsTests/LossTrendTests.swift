import Diagnostics
import Foundation
import GSL
import Testing

/// The whole curve decides, not its two ends; and noise alone does not.
@Suite struct LossTrendTests {
  private func findings(_ losses: [Double]) -> [Finding] {
    var monitor = TrainingMonitor(probes: [LossCurve()])
    for loss in losses { monitor.record(TrainingStep(loss: loss, samples: 32)) }
    return monitor.findings
  }

  private let generator = RandomGenerator(seed: 5)

  private func noisy(_ count: Int, _ curve: (Double) -> Double) -> [Double] {
    (0..<count).map { curve(Double($0)) * exp(generator.normal(standardDeviation: 0.1)) }
  }

  @Test func `a loss that falls to 0.05 and ends at 40 diverges`() {
    let seen = findings(noisy(200) { t in t < 150 ? 2.3 * exp(-t / 30) + 0.05 : 40 })
    #expect(seen.first2 == ["S606", "fail"])
  }

  @Test func `one that explodes in the second step and stays there diverges`() {
    #expect(findings([2.3] + noisy(100) { _ in 23_000 }).first2 == ["S606", "fail"])
    // A lucky first batch is none.
    #expect(findings([1.6] + noisy(100) { t in 2.3 / (1 + t / 20) }).first2 == ["S608", "pass"])
  }

  @Test func `one that comes back to its start rises again, and is not stuck`() {
    let seen = findings(
      noisy(200) { t in t < 100 ? 2.3 * exp(-t / 20) + 0.3 : min(2.3, 0.3 + (t - 100) / 30) })
    #expect(seen.first2 == ["S606", "fail"])
    #expect(seen.first?.title == "the loss rises again")
  }

  @Test
  func `one that rises level by level for most of the run creeps up, and one that rests does not`()
  {
    func curve(rise: Double) -> [Double] {
      (0..<200).map { step in
        let t = Double(step)
        return 0.5 + 1.8 * exp(-t / 10) + rise * max(0, t - 60) / 140
          + generator.normal(standardDeviation: 0.01)
      }
    }
    let seen = findings(curve(rise: 0.7))
    #expect(seen.first2 == ["S606", "warn"])
    #expect(seen.first?.title == "the loss creeps up again")
    #expect(findings(curve(rise: 0)).first?.verdict == .pass)
  }

  @Test func `one that rests at ln(e + 9) − 1 after ln 10 has two softmaxes`() {
    func curve(to end: Double) -> [Double] {
      (0..<200).map { end + (log(10) - end) / (1 + exp((Double($0) - 60) / 8)) }
    }
    let seen = findings(curve(to: 1.4612))
    #expect(seen.first?.code == .scoresDoNotFitTheLoss && seen.first?.verdict == .warn)
    #expect(!findings(curve(to: 1.3)).contains { $0.code == .scoresDoNotFitTheLoss })
  }

  @Test func `flat is what would show a fall of a seventh, and has none`() {
    #expect(findings(noisy(200) { _ in 2.3 }).first?.code == .lossFlat)
    #expect(
      !findings(noisy(12) { _ in 2.3 }).contains { $0.code == .lossFlat && $0.verdict < .pass })
    let falls = findings(noisy(200) { t in 2.3 - 0.5 * t / 200 })
    #expect(!falls.contains { $0.code == .lossFlat && $0.verdict < .pass })
  }

  @Test func `warm restarts and a change of the data come down again`() {
    let restarts = noisy(200) { t in
      0.3 + 1.5 * exp(-t / 40) + 0.4 * exp(-t.truncatingRemainder(dividingBy: 50) / 8)
    }
    #expect(findings(restarts).first?.verdict == .pass)
    let changed = noisy(200) { t in
      t < 120 ? 0.2 + 2 * exp(-t / 15) : 0.2 + 2 * exp(-(t - 120) / 15)
    }
    #expect(findings(changed).first?.verdict == .pass)
  }

  /// The rate of false alarms of a divergence on 4,000 healthy curves.
  @Test func `noise alone hardly ever diverges`() {
    var alarms: [String] = []
    for number in 0..<4000 {
      let count = [20, 60, 150, 500][number % 4]
      let shape = number / 4 % 3
      let heavy = number / 12 % 3
      let losses = (0..<count).map { t -> Double in
        let level = [
          1, 0.2 + 2 * exp(-Double(t) / Double(count / 4)), 0.6 + 0.4 * exp(-Double(t) / 5),
        ][shape]
        let z = generator.normal(standardDeviation: 1)
        let noise: Double
        switch heavy {
        case 0: noise = max(0.05, 1 + 0.15 * z)
        case 1: noise = exp(0.4 * z)
        default:
          // Student's t with 3 degrees of freedom.
          let squares = (0..<3).reduce(0.0) { sum, _ in
            sum + pow(generator.normal(standardDeviation: 1), 2)
          }
          noise = exp(0.1 * z / (squares / 3).squareRoot())
        }
        return level * noise
      }
      alarms += findings(losses).filter { $0.verdict == .fail }.map {
        "\(shape) \(heavy): \($0.title), \($0.evidence)"
      }
    }
    #expect(alarms.count <= 4, "\(alarms)")
  }
}
