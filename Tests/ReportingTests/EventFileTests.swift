import Diagnostics
import Foundation
import Testing

@testable import Reporting

/// Event files, as TensorBoard reads them.
@Suite struct EventFileTests {
  @Test func `the checksum is that of the standard`() {
    // The check value of CRC-32C is E3069283, which the mask rotates and moves.
    #expect(MaskedCRC32C(Data("123456789".utf8)).value == 0xC78A_B0E5)
  }

  @Test func `numbers are written the shortest way`() {
    var message = ProtocolBuffer()
    message.add(1, Int64(300))
    message.add(2, Float(1))
    message.add(3, "a")
    message.add(6, packed: [0.5])
    #expect(
      Array(message.data)
        == [0x08, 0xAC, 0x02, 0x15, 0, 0, 0x80, 0x3F, 0x1A, 1, 0x61, 0x32, 8]
        + [0, 0, 0, 0, 0, 0, 0xE0, 0x3F])
  }

  @Test func `records say how long they are`() {
    var file = EventFile(startTime: 0)
    file.add("loss", 2.5, step: 3)
    var (place, records) = (0, 0)
    let data = file.data
    while place < data.count {
      let length = Int(data[place])
      place += 8 + 4 + length + 4
      records += 1
    }
    #expect(place == data.count && records == 2)
  }

  @Test(
    .enabled(
      if: Python.runs("import tensorboard"), "PYTHON, or python3, has no tensorboard"))
  func `TensorBoard reads scalars and histograms back`() throws {
    var file = EventFile(startTime: 0)
    for step in 0..<3 {
      var training = TrainingStep(
        loss: 2 / Double(step + 1), samples: 32,
        parameters: [
          ParameterStatistics("fc1.weight", norm: 10, gradientNorm: 1, updateNorm: 0.01),
          ParameterStatistics("fc2.weight", norm: 4, gradientNorm: 1, updateNorm: 0.02),
        ])
      training.accuracy = 0.25 * Double(step)
      file.add(training, number: step)
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try file.data.write(to: folder.appending(path: "events.out.tfevents.1"))
    let script = """
      from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
      events = EventAccumulator(r"\(folder.path)", size_guidance={"histograms": 0})
      events.Reload()
      assert [(e.step, round(e.value, 4)) for e in events.Scalars("loss/training")] == [(0, 2), (1, 1), (2, 0.6667)]
      assert [e.value for e in events.Scalars("accuracy/training")] == [0, 0.25, 0.5]
      assert round(events.Scalars("update_ratio/fc2.weight")[0].value, 6) == 0.005
      h = events.Histograms("update_ratio/all")[0].histogram_value
      assert (h.num, h.min, h.max) == (2, 0.001, 0.005) and sum(h.bucket) == 2 and len(h.bucket) == len(h.bucket_limit)
      """
    #expect(Python.runs(script))
    #expect(!Python.runs(script.replacing("0.6667", with: "0.6668")))
  }
}

/// That of the environment variable PYTHON, else python3.
private enum Python {
  static func runs(_ script: String) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [ProcessInfo.processInfo.environment["PYTHON"] ?? "python3", "-c", script]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
