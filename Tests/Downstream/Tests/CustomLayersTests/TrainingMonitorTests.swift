import Diagnostics
import Testing

/// A training loop of one's own, with arrays for tensors, under the probes.
@Suite struct TrainingMonitorTests {
  /// Fits y = 3x − 1 by gradient descent and reports what it does.
  private func train(learningRate: Double) -> [Finding] {
    let xs = stride(from: -1.0, through: 1, by: 0.25)
    let samples = xs.map { (x: $0, y: 3 * $0 - 1) }
    var (slope, shift) = (0.3, 0.0)
    var monitor = TrainingMonitor(probes: .standard())
    for _ in 0..<60 {
      let errors = samples.map { slope * $0.x + shift - $0.y }
      let count = Double(samples.count)
      let loss = errors.map { $0 * $0 }.reduce(0, +) / count
      let gradient = zip(errors, samples).map { 2 * $0 * $1.x }.reduce(0, +) / count
      let shiftGradient = errors.map { 2 * $0 }.reduce(0, +) / count
      monitor.record(
        TrainingStep(
          loss: loss, samples: samples.count, learningRate: learningRate,
          parameters: [
            ParameterStatistics(
              "slope", norm: abs(slope), gradientNorm: abs(gradient),
              updateNorm: abs(learningRate * gradient)),
            ParameterStatistics(
              "shift", .bias, norm: abs(shift), gradientNorm: abs(shiftGradient),
              updateNorm: abs(learningRate * shiftGradient)),
          ]))
      slope -= learningRate * gradient
      shift -= learningRate * shiftGradient
    }
    return monitor.findings
  }

  @Test func `a good rate has nothing against it`() {
    #expect(!train(learningRate: 0.1).contains { $0.verdict == .fail })
  }

  @Test func `a rate that is too high is named first`() {
    #expect(train(learningRate: 10).first?.code == .learningRateTooHigh)
  }

  @Test func `a rate that is too low is named first`() {
    #expect(train(learningRate: 1e-7).first?.code == .learningRateTooLow)
  }
}
