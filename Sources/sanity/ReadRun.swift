import ArgumentParser
import Commands
import Diagnostics
import Foundation
import Reporting
import Tensors
import TrainingReporting

/// One run of `sanity read`: reads the lines as they come, and writes the report at their end.
struct ReadRun: Sendable {
  let file: String
  /// Where the steps are written to as events.
  let events: String?
  let output: OutputOptions<SanityDocument>

  /// What was read so far.
  fileprivate struct Reading: Sendable {
    var recording = TrainingRecording()
    var monitor: TrainingMonitor?
    var announced: Set<Diagnosis> = []
    var accuracies: [Double] = []
    var events = EventFile(startTime: 0)
    /// The number of steps at which to look next.
    var next = 10

    var steps: Int { monitor?.history.count ?? 0 }
  }

  private var isLive: Bool { file == "-" }
  private var name: String { isLive ? "standard input" : file }

  func execute() -> ExitCode {
    let progress = ProgressLine()
    let interruption = Interruption(progress)
    let reading = Ledger(Reading())
    let outcome = interruption.outcome { Result { try read(into: reading) } }
    do {
      if case .finished(let result) = outcome { try result.get() }
      guard let seen = reading.close() else { return ExitStatus.internalError }
      guard seen.steps > 0 else {
        if let signal = interruption.signal { return signal.exitCode }
        throw BadData(
          name, "there is no step: a line is one, such as {\"loss\": 2.31, \"samples\": 32}")
      }
      var report = SanityReport(
        recording: seen.monitor, header: seen.recording.header, subject: name)
      if !seen.accuracies.isEmpty { report.accuracies = seen.accuracies }
      report.isComplete = interruption.signal == nil
      try write(report)
      if let events { try OutputFile(events).write(seen.events.data) }
      if let signal = interruption.signal { return signal.exitCode }
      return report.isPassed ? .success : .failure
    } catch {
      return ExitStatus.complain(error)
    }
  }

  private func write(_ report: SanityReport) throws {
    var printer = Printer(output)
    try printer.print(SanityText(style: output.style, isVerbose: output.verbose).render(report))
    try printer.finish { SanityDocument(report: report, blas: BLAS.loaded?.name ?? "none") }
  }

  // MARK: - Reading

  private func read(into reading: Ledger<Reading>) throws {
    let descriptor: Descriptor
    do {
      descriptor = isLive ? .standardInput : try Descriptor(file, O_RDONLY)
    } catch {
      throw BadData(name, "cannot be read: \(error)")
    }
    defer { if !isLive { descriptor.close() } }
    var rest = Data()
    while let part = try next(descriptor) {
      // Only the new part can hold the end of a line.
      var start = part.startIndex
      while let end = part[start...].firstIndex(of: UInt8(ascii: "\n")) {
        rest += part[start..<end]
        try take(rest, into: reading)
        rest.removeAll(keepingCapacity: true)
        start = end + 1
      }
      rest += part[start...]
      if rest.count > TrainingRecording.longestLine { try take(rest, into: reading) }
    }
    guard !rest.isEmpty else { return }
    do {
      try take(rest, into: reading)
    } catch let error as BadData {
      guard try reading.write({ $0.steps }) > 0 else { throw error }
      ExitStatus.say(
        "The last line is cut short, as of a training that was stopped, and is left out.")
    }
  }

  private func next(_ descriptor: Descriptor) throws(BadData) -> Data? {
    do { return try descriptor.next() } catch { throw BadData(name, "cannot be read: \(error)") }
  }

  private func take(_ line: Data, into reading: Ledger<Reading>) throws {
    let news = try reading.write { reading -> [Finding] in
      do {
        guard let step = try reading.recording.step(fromLine: line) else { return [] }
        let header = reading.recording.header
        reading.monitor =
          reading.monitor
          ?? TrainingMonitor(
            probes: .standard(
              optimizer: header.optimizer, betas: header.betas ?? [],
              momentum: header.momentum,
              adaptive: header.knownAdaptive,
              fromScratch: header.isFromScratch))
        reading.monitor?.record(step)
        if events != nil { reading.events.add(step, number: step.number ?? reading.steps - 1) }
        if let accuracy = step.accuracy { reading.accuracies.append(accuracy) }
      } catch {
        throw BadData(name, "\(error)")
      }
      return isLive ? reading.news() : []
    }
    guard output.format.encode == nil, output.file == nil, !news.isEmpty else { return }
    let steps = try reading.write { $0.steps }
    let text = news.map { finding in
      "step \(steps): \(finding.verdict == .fail ? "FAIL" : "WARN")  \(finding.code.rawValue)  \(finding.title)\n"
    }
    try StandardOutput.write(Data(text.joined().utf8))
  }
}

extension ReadRun.Reading {
  /// What is found now and was not before. Looked for at every step at first, and then after each tenth more.
  fileprivate mutating func news() -> [Finding] {
    guard steps >= next || steps < 10, let monitor else { return [] }
    next = steps + max(1, steps / 10)
    let found = monitor.findings.filter { $0.verdict < .pass && !announced.contains($0.code) }
    announced.formUnion(found.map(\.code))
    return found
  }
}

extension SanityReport {
  /// The report on a recorded training.
  fileprivate init(recording monitor: TrainingMonitor?, header: RecordingHeader, subject: String) {
    let history = monitor?.history ?? TrainingHistory()
    let tensors = history.lastWithParameters?.parameters ?? []
    let rate = history.first?.learningRate.map { " at \($0)" } ?? ""
    self.init(
      subject: subject, parameters: tensors.reduce(0) { $0 &+ ($1.count ?? 0) },
      tensors: tensors.count,
      optimizer: (header.optimizer ?? "optimizer not told") + rate,
      objective: history.recent.last?.objective?.name ?? "loss not told", regularizer: nil,
      data: "\(history.count) recorded steps", trainingImages: 0, classes: [], otherImages: [],
      seed: 0)
    findings = monitor?.findings ?? []
    trainingLosses = history.losses
    updateRatios = history.updateRatios
    layers = LayerRow.rows(history)
  }
}
