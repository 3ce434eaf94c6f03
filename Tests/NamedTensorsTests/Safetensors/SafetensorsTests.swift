import NamedTensors
import Tensors
import Testing

@Suite("Safetensors")
struct SafetensorsTests {
  /// The tensors of `tensors.safetensors`, in another order.
  private var golden: TensorDictionary {
    var tensors = goldenArrays
    tensors["bf16"] = .golden(.bfloat16, [5, 3])
    tensors.metadata = ["fo\"r\u{1}mat": "αβ\n\\/\u{7F}"]
    return tensors
  }

  @Test("A file of the safetensors package is read, and written again byte for byte")
  func goldenFile() throws {
    let tensors = try Safetensors.read(GoldenFile.path("tensors.safetensors"))
    #expect(tensors.metadata == golden.metadata)
    #expect(tensors.count == golden.count)
    for (name, data) in golden { #expect(tensors[name] == data, "\(name)") }
    #expect(try Safetensors.encode(tensors) == GoldenFile.bytes("tensors.safetensors"))
  }

  @Test("The order of the tensors does not change the file")
  func order() throws {
    #expect(try Safetensors.encode(golden) == GoldenFile.bytes("tensors.safetensors"))
    var reversed = TensorDictionary()
    for (name, data) in golden.reversed() { reversed[name] = data }
    reversed.metadata = golden.metadata
    #expect(try Safetensors.encode(reversed) == GoldenFile.bytes("tensors.safetensors"))
  }

  @Test("No tensor is a file too, the one that the package writes")
  func empty() throws {
    #expect(try Safetensors.read(GoldenFile.path("empty.safetensors")) == [:])
    #expect(try Safetensors.encode([:]) == GoldenFile.bytes("empty.safetensors"))
  }

  @Test("A file is written and read as its bytes are")
  func files() throws {
    let folder = try ScratchFolder()
    try Safetensors.write(golden, to: folder.file("a.safetensors"))
    let read = try Safetensors.read(folder.file("a.safetensors"))
    #expect(read.metadata == golden.metadata)
    #expect(try folder.bytes("a.safetensors") == Safetensors.encode(golden))
    #expect(try Safetensors.encode(read) == Safetensors.encode(golden))
    #expect(try folder.files == ["a.safetensors"])
  }

  @Test("Names are sorted by their bytes and may be anything but the format's own")
  func names() throws {
    var tensors = TensorDictionary()
    for name in ["b", "a.b", "", "a", "\u{0}\u{1F}", "Z", "10", "9", "é", "\u{1F600}", "a/b"] {
      tensors[name] = .golden(.int8, [1])
    }
    let read = try Safetensors.decode(try Safetensors.encode(tensors))
    #expect(
      read.names == ["", "\u{0}\u{1F}", "10", "9", "Z", "a", "a.b", "a/b", "b", "é", "\u{1F600}"])
    #expect(
      refusal { () throws(InputError) in
        try Safetensors.encode(["__metadata__": .golden(.int8, [1])])
      }
        == "a .safetensors file in memory expects no tensor of the name \"__metadata__\", which is "
        + "the format's own, got one")
  }

  @Test("Several metadata are sorted, so that one value is one file")
  func metadata() throws {
    var tensors = TensorDictionary()
    for key in ["c", "a", "b"] { tensors.metadata[key] = "1" }
    let text = String(decoding: try Safetensors.encode(tensors).dropFirst(8), as: UTF8.self)
    #expect(text == #"{"__metadata__":{"a":"1","b":"1","c":"1"}}      "#)
    #expect(try Safetensors.decode(try Safetensors.encode(tensors)) == tensors)
  }
}
