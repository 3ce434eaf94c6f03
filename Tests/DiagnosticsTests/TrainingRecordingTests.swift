import Diagnostics
import Foundation
import GSL
import Testing

/// Recordings as they are written, and as accidents make them.
@Suite struct TrainingRecordingTests {
  private func read(_ text: String) throws -> [TrainingStep] {
    var recording = TrainingRecording()
    return try text.split(separator: "\n", omittingEmptySubsequences: false).compactMap {
      try recording.step(fromLine: Data($0.utf8))
    }
  }

  /// A short recording with everything in it.
  private var whole: String {
    var training = SmallTraining()
    (training.steps, training.hidden) = (12, 4)
    var lines = [TrainingRecording.line(RecordingHeader(optimizer: "SGD", fromScratch: true))]
    training.run { lines.append(TrainingRecording.line($0)) }
    return String(decoding: lines.reduce(Data(), +), as: UTF8.self)
  }

  @Test func `what is written is read`() throws {
    var steps: [TrainingStep] = []
    var training = SmallTraining()
    training.steps = 12
    training.run { steps.append($0) }
    let text = steps.map { String(decoding: TrainingRecording.line($0), as: UTF8.self) }.joined()
    let read = try read(text)
    #expect(read.map(\.loss) == steps.map(\.loss))
    #expect(read.map(\.parameters) == steps.map(\.parameters))
    #expect(read.map(\.layers) == steps.map(\.layers))
    #expect(read.map(\.objective) == steps.map(\.objective))
  }

  @Test func `a loss is enough, and numbers that are none are read as Python writes them`() throws {
    let steps = try read(
      """
      {"loss": 2.5}

      {"loss": NaN, "samples": 8, "later": [1, {"x": -Infinity}]}
      {"loss": "inf", "penalty": -Infinity, "layers": [{"name": "NaN, Infinity", "kind": "new", \
      "mean": 0, "standardDeviation": 1}]}
      """)
    #expect(steps.count == 3)
    #expect(steps[0].loss == 2.5 && steps[1].loss.isNaN && steps[2].loss == .infinity)
    #expect(steps[2].penalty == -.infinity)
    #expect(steps[2].layers[0].name == "NaN, Infinity" && steps[2].layers[0].kind == .other)
  }

  @Test(arguments: [
    (
      "{\"schema\": 2, \"kind\": \"training-run\"}",
      "line 1: schema 2 is not known here; this reads up to 1"
    ),
    (
      "{\"schema\": 1, \"kind\": \"sanity\"}",
      "line 1: kind is \"training-run\" for a recording, not \"sanity\""
    ),
    ("{\"samples\": 3}", "line 1: \"loss\" is missing"),
    ("[1, 2]", "line 1: the line is of another kind than expected"),
    ("{\"loss\": 1}\n{\"loss\": \"high\"}", "line 2: loss is of another kind than expected"),
    ("{\"loss\": 1", "line 1: not a JSON object on one line"),
    ("{\"loss\": 1, \"samples\": 0}", "line 1: samples is a number from 1 up, not 0"),
    (
      "{\"loss\": 1, \"parameters\": [{\"name\": \"w\", \"norm\": 1, \"gradientNorm\": 1}]}",
      "line 1: \"updateNorm\" is missing in parameters[0]"
    ),
    (
      "{\"loss\": 1, \"parameters\": [{\"name\": \"w\", \"norm\": -1, \"gradientNorm\": 1, \"updateNorm\": 0}]}",
      "line 1: a norm of w is negative"
    ),
    (
      "{\"loss\": 1, \"layers\": [{\"name\": \"\\u001b[2J\", \"mean\": 0, \"standardDeviation\": 1}]}",
      "line 1: a name with characters that control a terminal"
    ),
  ])
  func `what is wrong is said with its line`(text: String, message: String) {
    let error = #expect(throws: RecordingError.self) { try read(text) }
    #expect(error?.description == message)
  }

  @Test func `a line longer than the limit is refused before it is read`() {
    var recording = TrainingRecording()
    let line = Data(repeating: UInt8(ascii: "["), count: TrainingRecording.longestLine + 1)
    #expect(throws: RecordingError.self) { try recording.step(fromLine: line) }
    // Deeper than any object of use.
    var deep = TrainingRecording()
    #expect(throws: RecordingError.self) {
      try deep.step(fromLine: Data(repeating: UInt8(ascii: "["), count: 100_000))
    }
  }

  /// A trap would end the test's process. Another seed: `RECORDING_SEED=7 swift test --filter TrainingRecordingTests`.
  @Test func `hundreds of changed recordings are refused in a sentence or judged`() {
    let seed = ProcessInfo.processInfo.environment["RECORDING_SEED"].flatMap(UInt64.init) ?? 1
    let generator = RandomGenerator(seed: seed)
    let lines = whole.split(separator: "\n").map { Array($0.utf8) }
    let words = [
      "0", "-1", "1e308", "-1e308", "9223372036854775807", "-9223372036854775808", "1e400", "null",
      "NaN", "-Infinity",
      "\"nan\"", "[]", "{}", "true", "\"", "}", ",", "[0,1e300]", "1152921504606846976",
    ].map { Array($0.utf8) }
    var (refused, judged) = (0, 0)
    for _ in 0..<600 {
      var recording = TrainingRecording()
      var monitor = TrainingMonitor()
      do {
        for line in lines {
          var bytes = line
          if generator.integer(below: 6) == 0 {
            let start = generator.integer(below: bytes.count)
            switch generator.integer(below: 4) {
            case 0: bytes[start] = UInt8(generator.integer(below: 256))
            case 1: bytes.removeSubrange(start...)
            default:
              // A number gives way to a word.
              let number = bytes[start...].firstIndex { (48...57).contains($0) } ?? start
              let end =
                bytes[number...].firstIndex {
                  !(48...57).contains($0) && ![45, 46, 69, 101].contains($0)
                } ?? bytes.count
              bytes.replaceSubrange(
                number..<end, with: words[generator.integer(below: words.count)])
            }
          }
          if let step = try recording.step(fromLine: Data(bytes)) { monitor.record(step) }
        }
        #expect(!monitor.findings.isEmpty)
        judged += 1
      } catch {
        #expect("\(error)".hasPrefix("line "))
        refused += 1
      }
    }
    #expect(refused > 60 && judged > 60, "\(refused) refused, \(judged) judged")
  }
}
