import Diagnostics
import Foundation
import Testing

@testable import Reporting
@testable import TrainingReporting

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
  func `TensorBoard reads scalars, histograms and pictures back`() throws {
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
    file.add("weights", histogramOf: [-1, 0, 0, .nan, 3], step: 0)
    let picture = Picture(width: 2, height: 1, planes: [255, 1, 0, 2, 128, 3])
    file.add("samples/cat", picture, step: 0)
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
      h = events.Histograms("weights")[0].histogram_value
      assert (h.num, h.min, h.max, h.sum, h.sum_squares) == (4, -1, 3, 2, 10)
      assert sum(h.bucket) == 4 and (h.bucket[0], h.bucket[-1], h.bucket_limit[-1]) == (1, 1, 3)
      image = events.Images("samples/cat")[0]
      assert (image.width, image.height, image.encoded_image_string[:8]) == (2, 1, b"\\x89PNG\\r\\n\\x1a\\n")
      """
    #expect(Python.runs(script))
    #expect(!Python.runs(script.replacing("0.6667", with: "0.6668")))
  }
}

/// Pictures, as Python's own modules read their parts.
@Suite struct PictureTests {
  @Test func `planes become pixels`() {
    let picture = Picture(width: 2, height: 1, planes: [255, 1, 0, 2, 128, 3])
    #expect(picture.pixels == [255, 0, 128, 1, 2, 3])
  }

  @Test func `a picture is a PNG file`() {
    // By Python's zlib, level 0, and its crc32.
    let expected =
      "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAEklEQVR4AQEHAPj/AP8AAAECAwYLAQZDxW8YAAAAAElFTkSuQmCC"
    let picture = Picture(width: 2, height: 1, planes: [255, 1, 0, 2, 0, 3])
    #expect(picture.png == Data(base64Encoded: expected))
  }

  @Test func `filters lie side by side, from dark to bright`() throws {
    // Three gray filters of 1×2, two pixels a weight, with a line between them.
    let picture = try #require(
      Picture(filters: [-1, 0, 1, 3, .nan, -1], shape: [3, 1, 1, 2], scale: 2))
    #expect((picture.width, picture.height) == (11, 7))
    func gray(_ x: Int, _ y: Int) -> UInt8 { picture.pixels[3 * (11 * y + x) + 1] }
    #expect([gray(1, 1), gray(2, 2), gray(3, 1)] == [0, 0, 64])
    #expect([gray(6, 1), gray(8, 1)] == [128, 255])
    #expect([gray(1, 4), gray(3, 4)] == [0, 0])
    #expect([gray(0, 0), gray(5, 1), gray(9, 5)] == [128, 128, 128])
  }

  @Test func `colors are those of three channels, and two have no picture`() throws {
    let picture = try #require(Picture(filters: [0, 1, 2], shape: [1, 3, 1, 1], scale: 1))
    #expect(Array(picture.pixels[12..<15]) == [0, 128, 255])
    #expect(Picture(filters: [0, 1], shape: [1, 2, 1, 1]) == nil)
    #expect(Picture(filters: [0, 1], shape: [2, 1]) == nil)
    #expect(Picture(filters: [], shape: [0, 3, 1, 1]) == nil)
  }

  @Test(.enabled(if: Python.runs("import zlib"), "PYTHON, or python3, is not there"))
  func `a picture of several blocks is read as it was`() throws {
    let (width, height) = (211, 149)
    let planes = (0..<3 * width * height).map { UInt8(truncatingIfNeeded: $0 &* 40503 >> 7) }
    let picture = Picture(width: width, height: height, planes: planes)
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    try (picture.png + Data(picture.pixels)).write(to: file)
    let script = """
      import struct, zlib
      data = open(r"\(file.path)", "rb").read()
      assert data[:8] == b"\\x89PNG\\r\\n\\x1a\\n"
      place, chunks = 8, {}
      while b"IEND" not in chunks:
        length, name = struct.unpack(">I4s", data[place:place + 8])
        content, crc = data[place + 8:place + 8 + length], data[place + 8 + length:place + 12 + length]
        assert struct.unpack(">I", crc)[0] == zlib.crc32(name + content)
        chunks[name] = content
        place += 12 + length
      assert struct.unpack(">IIBBBBB", chunks[b"IHDR"]) == (\(width), \(height), 8, 2, 0, 0, 0)
      rows = zlib.decompress(chunks[b"IDAT"])
      pixels = b"".join(rows[y * (3 * \(width) + 1) + 1:(y + 1) * (3 * \(width) + 1)] for y in range(\(height)))
      assert len(rows) == \(height) * (3 * \(width) + 1) and pixels == data[place:]
      """
    #expect(Python.runs(script))
    #expect(!Python.runs(script.replacing("data[place:]", with: "data[place + 1:]")))
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
