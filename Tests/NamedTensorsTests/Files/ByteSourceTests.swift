import Foundation
import NamedTensors
@testable import struct NamedTensors.ByteSource
import Tensors
import Testing

@Suite("ByteSource")
struct ByteSourceTests {
  @Test("A file, memory and parts of them give the same bytes")
  func sources() throws {
    let folder = try ScratchFolder()
    let bytes = (0..<100).map { UInt8($0) }
    try Data(bytes).write(to: URL(fileURLWithPath: folder.file("bytes")))
    for source in [ByteSource(bytes, name: "memory"), try ByteSource(file: folder.file("bytes"))] {
      #expect(source.count == 100)
      #expect(try source.bytes(0..<100) == bytes)
      #expect(try source.bytes(3..<3) == [])
      let part = source.part(10..<20, name: "part")
      #expect(part.count == 10)
      #expect(try part.bytes(2..<5) == [12, 13, 14])
      #expect(try part.integer(UInt32.self, at: 0) == 0x0D0C_0B0A)
      #expect(try part.part(4..<10, name: "part of a part").bytes(5..<6) == [19])
    }
  }

  @Test("What is no file that can be read is refused by its path")
  func refusals() throws {
    let folder = try ScratchFolder()
    func refusal(of path: String) -> String? {
      NamedTensorsTests.refusal { () throws(InputError) in try NPY.read(path) }
    }
    let missing = folder.file("missing.npy")
    #expect(
      refusal(of: missing)
        == "reading \"\(missing)\" expects a file that can be read, got No such file or directory")
    #expect(
      refusal(of: folder.path)
        == "reading \"\(folder.path)\" expects a file that can be read, got a directory")
    #expect(refusal(of: "/dev/zero")?.hasSuffix("got a device, pipe or socket") == true)
    // Nobody writes into it: who waits for that waits for ever.
    #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
    #expect(refusal(of: folder.file("pipe"))?.hasSuffix("got a device, pipe or socket") == true)
  }

  @Test("A file that becomes shorter while it is read is an error and no crash")
  func shrinking() throws {
    let folder = try ScratchFolder()
    try Data(count: 100_000).write(to: URL(fileURLWithPath: folder.file("bytes")))
    let source = try ByteSource(file: folder.file("bytes"))
    #expect(truncate(folder.file("bytes"), 50) == 0)
    #expect(
      refusal { () throws(InputError) in try source.bytes(0..<100_000) }?
        .hasSuffix("got one that has become shorter meanwhile") == true)
    #expect(try source.bytes(0..<50) == [UInt8](repeating: 0, count: 50))
  }
}
