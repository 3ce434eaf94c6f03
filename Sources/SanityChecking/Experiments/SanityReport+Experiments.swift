import Diagnostics

extension SanityReport {
  /// An experiment, which adds what it finds.
  typealias Experiment = (inout SanityReport, SanityMonitor) throws -> Void

  /// Makes experiments one after the other; each finds what the ones before have found in a partial report. After a
  /// cancellation the report holds what was finished.
  mutating func fill(by experiments: [Experiment], _ monitor: SanityMonitor) throws {
    do {
      for experiment in experiments {
        var partial = self
        partial.isComplete = false
        partial.findings = partial.findings.ranked
        monitor.partialReport(partial)
        try experiment(&self, monitor)
      }
    } catch is CancellationError {
      isComplete = false
    }
    findings = findings.ranked
  }

  /// Adds what was seen of a training.
  mutating func add(_ watch: TrainingMonitor) {
    findings += watch.findings
    trainingLosses = watch.history.losses
    updateRatios = watch.history.updateRatios
    layers = LayerRow.rows(watch.history)
  }
}
