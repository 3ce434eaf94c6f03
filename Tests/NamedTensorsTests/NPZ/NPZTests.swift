@testable import NamedTensors
import Tensors
import Testing

@Suite("NPZ")
struct NPZTests {
  @Test("A file of numpy.savez is read, and written again byte for byte")
  func golden() throws {
    let arrays = try NPZ.read(GoldenFile.path("arrays.npz"))
    #expect(arrays == goldenArrays)
    #expect(try NPZ.encode(arrays) == GoldenFile.bytes("arrays.npz"))
  }

  @Test("A file is written and read as its bytes are, also one without arrays")
  func files() throws {
    let folder = try ScratchFolder()
    for arrays in [goldenArrays, [:]] {
      try NPZ.write(arrays, to: folder.file("a.npz"))
      #expect(try NPZ.read(folder.file("a.npz")) == arrays)
      #expect(try folder.bytes("a.npz") == NPZ.encode(arrays))
    }
  }

  @Test("A comment after the directory is passed over")
  func comment() throws {
    var bytes = try GoldenFile.bytes("arrays.npz")
    bytes[bytes.count - 2] = 5
    #expect(try NPZ.decode(bytes + Array("hello".utf8)) == goldenArrays)
  }

  private func refusal(of bytes: [UInt8]) -> String? {
    NamedTensorsTests.refusal { () throws(InputError) in try NPZ.decode(bytes, name: "\"a.npz\"") }
  }

  private func archive(_ files: [(String, [UInt8])]) throws -> [UInt8] {
    Array(try #require(ZipArchive.pieces(of: files.map { ($0.0, [$0.1]) })).joined())
  }

  @Test("A compressed archive is told from one that savez wrote")
  func compressed() throws {
    #expect(
      refusal(of: try GoldenFile.bytes("compressed.npz"))
        == "\"a.npz\", file \"x.npy\", expects to be stored as it is, as numpy.savez does, "
        + "got a compressed one: write it by savez")
  }

  @Test("What is no archive, or one cut short, has no directory at its end")
  func noArchive() throws {
    let bytes = try GoldenFile.bytes("arrays.npz")
    for wrong in [[], Array("hello".utf8), Array(bytes.dropLast()), bytes + [0]] {
      #expect(
        refusal(of: wrong)
          == "\"a.npz\", the end, expects the directory of a zip archive, got none")
    }
    #expect(
      refusal(of: Array(bytes.dropFirst(7)))
        == "\"a.npz\", the directory, expects to end at byte \(bytes.count - 29), "
        + "got \(bytes.count - 22)")
  }

  @Test("A damaged byte is found by its check sum")
  func damage() throws {
    let array = try NPY.encode(.golden(.float64, [3]))
    var bytes = try archive([("x.npy", array)])
    let place = 30 + 5 + 20 + array.count - 1
    #expect(bytes[place] == array[array.count - 1])
    bytes[place] ^= 1
    #expect(
      refusal(of: bytes)?.hasPrefix("\"a.npz\", the check sum of file \"x.npy\", expects ") == true)
  }

  @Test("A file by another name in the directory than in its header is refused")
  func otherName() throws {
    var bytes = try archive([("x.npy", try NPY.encode(.golden(.int8, [3])))])
    bytes[30] = UInt8(ascii: "y")
    #expect(
      refusal(of: bytes)
        == "\"a.npz\", file \"x.npy\", expects its header at byte 0, got something else")
  }

  @Test("Files that are no arrays, and names that come twice, are refused by name")
  func names() throws {
    let array = try NPY.encode(.golden(.int8, [3]))
    #expect(
      refusal(of: try archive([("readme.txt", array)]))
        == "\"a.npz\", file \"readme.txt\", expects the name of an array and .npy, got another")
    #expect(
      refusal(of: try archive([("x.npy", array), ("y.npy", array), ("x.npy", array)]))
        == "\"a.npz\", the directory, expects each name once, got \"x\" twice")
    #expect(
      refusal(of: try archive([("x.npy", Array("hello".utf8))]))
        == "\"a.npz\", file \"x.npy\", the first bytes, expects \\x93NUMPY and a version, of an .npy "
        + "file, got hello")
  }

  @Test("Entries that share their bytes do not make a small archive a large one")
  func sharing() throws {
    let array = try NPY.encode(.golden(.float64, [100]))
    let bytes = try archive([("x.npy", array)])
    // The directory has the one entry three times.
    let start = bytes.count - 22 - 46 - 5
    let entry = Array(bytes[start..<start + 51])
    var end = Array(bytes[(start + 51)...])
    for place in [8, 10] { end[place] = 3 }
    end[12] = 153
    let entries = entry + entry + entry
    #expect(
      refusal(of: Array(bytes[..<start]) + entries + end)
        == "\"a.npz\", entry 1 of the directory, expects bytes of its own, got those of others")
  }

  @Test("Metadata and a type that NumPy does not have are not written in silence")
  func unwritable() {
    var arrays: TensorDictionary = ["x": .golden(.int8, [2])]
    arrays.metadata = ["author": "me"]
    #expect(
      NamedTensorsTests.refusal { () throws(InputError) in try NPZ.encode(arrays) }
        == "an .npz file in memory expects tensors without metadata, for which .npz has no place, "
        + "got \"author\"")
    #expect(
      NamedTensorsTests.refusal { () throws(InputError) in
        try NPZ.encode(["x": .golden(.bfloat16, [2])])
      }
        == "an .npz file in memory, array \"x\", expects a type that NumPy has, got bfloat16: write "
        + ".safetensors")
  }

  @Test("The check sum is that of the standard's example")
  func checkSum() {
    var sum = CRC32()
    #expect(sum.value == 0)
    sum.add(Array("12345".utf8))
    sum.add(Array("6789".utf8))
    #expect(sum.value == 0xCBF4_3926)
  }
}
