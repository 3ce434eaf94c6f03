import NamedTensors
import Tensors
import Testing

/// The package refuses what is refused here but a name or metadata key that comes twice, of which it takes
/// the last one, types that ``ElementType`` does not have, and a nesting between 64 and 128.
@Suite("Safetensors header")
struct SafetensorsHeaderTests {
  private func file(_ header: String, data count: Int = 0) -> [UInt8] {
    let length = UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header.utf8
      + [UInt8](repeating: 0, count: count)
  }

  private func tensor(_ name: String, _ type: String, _ shape: String, _ offsets: String) -> String
  {
    "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
  }

  private func refusal(of bytes: [UInt8]) -> String? {
    NamedTensorsTests.refusal { () throws(InputError) in
      try Safetensors.decode(bytes, name: "\"a.safetensors\"")
    }
  }

  private func refusal(of members: String..., data count: Int = 0) -> String? {
    refusal(of: file("{\(members.joined(separator: ","))}", data: count))
  }

  @Test(
    "JSON's liberties are read: space, order of fields and tensors, unknown fields, escapes, null")
  func liberties() throws {
    let header = """
      \n { "b" : { "data_offsets" : [ 4 , 8 ] , "x" : [ 1.5e-3 , { "y" : [ null , true , false ] } , "z" ] ,
        "shape" : [ ] , "dtype" : "F32" } ,
        "__metadata__" : null , "\\u0061\\ud83d\\ude00\\"\\/" :
        { "dtype" : "F32" , "shape" : [ 1 , 1 ] , "data_offsets" : [ 0 , 4 ] } }\t\r
      """
    let tensors = try Safetensors.decode(file(header, data: 8))
    #expect(tensors.names == ["a\u{1F600}\"/", "b"])
    #expect(tensors["b"]?.shape == [])
  }

  @Test("A header that is longer than the file, or than the package's limit, is not even read")
  func headerLength() {
    #expect(
      refusal(of: [1, 0, 0])
        == "\"a.safetensors\", the header length, expects the 8 bytes that begin a .safetensors file, "
        + "got 3")
    #expect(
      refusal(of: [UInt8](repeating: 0xFF, count: 8))
        == "\"a.safetensors\", the header length, expects at most 100000000 bytes, "
        + "got 18446744073709551615")
    #expect(
      refusal(of: [3, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D])
        == "\"a.safetensors\", the header, expects 3 bytes, got 2 up to the end")
    #expect(
      refusal(of: [2, 0, 0, 0, 0, 0, 0, 0, 0xC3, 0x28])
        == "\"a.safetensors\", the header, expects text in UTF-8, got other bytes")
  }

  @Test("Sizes that no memory holds, or that are not those of the shape, are refused")
  func sizes() {
    #expect(
      refusal(of: tensor("w", "F64", "[1152921504606846976]", "[0,8]"), data: 8)
        == "\"a.safetensors\", shape of tensor \"w\", expects extents whose product is a number of "
        + "bytes, got [1152921504606846976]")
    #expect(refusal(of: tensor("w", "F64", "[0,9223372036854775807,2]", "[0,0]")) != nil)
    #expect(
      refusal(of: tensor("w", "F32", "[3]", "[0,8]"), data: 8)
        == "\"a.safetensors\", data_offsets of tensor \"w\", expects 12 bytes for [3] of F32, "
        + "got [0, 8], which are 8")
    #expect(
      refusal(of: tensor("w", "U8", "[9223372036854775807]", "[0,9223372036854775807]"), data: 8)
        == "\"a.safetensors\", data_offsets, expects to cover the 8 bytes of data, "
        + "got 9223372036854775807")
    #expect(
      refusal(of: tensor("w", "U8", "[18446744073709551616]", "[0,8]"), data: 8)?
        .contains("a whole number from 0 to 9223372036854775807") == true)
  }

  @Test("Tensors that overlap, leave a gap or lie outside are refused by name")
  func offsets() {
    let first = tensor("a", "F32", "[1]", "[0,4]")
    #expect(
      refusal(of: first, tensor("b", "F32", "[1]", "[0,4]"), data: 8)
        == "\"a.safetensors\", data_offsets of tensor \"b\", expects to begin at 4, where the tensor "
        + "before ends, got 0")
    #expect(
      refusal(of: first, tensor("b", "F32", "[1]", "[8,12]"), data: 12)
        == "\"a.safetensors\", data_offsets of tensor \"b\", expects to begin at 4, where the tensor "
        + "before ends, got 8")
    #expect(
      refusal(of: first, data: 3)
        == "\"a.safetensors\", data_offsets, expects to cover the 3 bytes of data, got 4")
    #expect(
      refusal(of: first, data: 5)
        == "\"a.safetensors\", data_offsets, expects to cover the 5 bytes of data, got 4")
    for offsets in ["[4,0]", "[0]", "[0,4,4]", "[]"] {
      #expect(
        refusal(of: tensor("a", "F32", "[1]", offsets), data: 4)?.hasPrefix(
          "\"a.safetensors\", data_offsets of tensor \"a\", expects two offsets, the smaller one first, "
            + "got [") == true)
    }
  }

  @Test("Names, fields and metadata that come twice are refused")
  func doubles() {
    let w = tensor("w", "F32", "[1]", "[0,4]")
    #expect(
      refusal(of: w, w, data: 4)
        == "\"a.safetensors\", the header, expects each name once, got \"w\" twice")
    #expect(
      refusal(of: #""w":{"dtype":"F32","dtype":"F32"}"#)
        == "\"a.safetensors\", tensor \"w\", expects each field once, got \"dtype\" twice")
    #expect(
      refusal(of: #""__metadata__":{"a":"1","a":"2"}"#)
        == "\"a.safetensors\", the metadata, expects each key once, got \"a\" twice")
    #expect(
      refusal(of: #""__metadata__":{}"#, #""__metadata__":{}"#)
        == "\"a.safetensors\", the header, expects each name once, got \"__metadata__\" twice")
  }

  @Test("Missing fields and types that are not read are told by the name of the tensor")
  func fields() {
    #expect(
      refusal(of: #""w":{"dtype":"F32","shape":[]}"#)
        == "\"a.safetensors\", tensor \"w\", expects dtype, shape and data_offsets, "
        + "got \"dtype\", \"shape\"")
    #expect(
      refusal(of: tensor("w", "C64", "[]", "[0,8]"), data: 8)
        == "\"a.safetensors\", dtype of tensor \"w\", expects one of BF16, BOOL, F16, F32, F64, I16, "
        + "I32, I64, I8, U16, U32, U64, U8, got \"C64\"")
  }

  @Test(
    "What is not JSON, or not JSON of this kind, ends at the byte that is wrong",
    arguments: [
      ("", "'{', got the end at byte 0"), ("[]", "'{', got \"[\" at byte 0"),
      ("{} x", "nothing more, got \"x\" at byte 3"), ("{\"a\"}", "':', got \"}\" at byte 4"),
      (
        "{\"a\":{\"shape\":[1.0]}}",
        "a whole number from 0 to 9223372036854775807, got \"1\" at byte 15"
      ),
      (
        "{\"a\":{\"shape\":[01]}}",
        "a whole number from 0 to 9223372036854775807, got \"0\" at byte 15"
      ),
      (
        "{\"a\":{\"shape\":[-1]}}",
        "a whole number from 0 to 9223372036854775807, got \"-\" at byte 15"
      ),
      (
        "{\"a\":{\"shape\":[1,]}}",
        "a whole number from 0 to 9223372036854775807, got \"]\" at byte 17"
      ),
      ("{\"a\":{\"shape\":[1", "']', got the end at byte 16"),
      ("{\"\\x\":1}", "an escape that JSON knows, got \"x\" at byte 3"),
      ("{\"\\ud83d\":1}", "the second half of a character, got \"\\\"\" at byte 8"),
      (
        "{\"\\ud83d\\u0041\":1}",
        "the second half of a character before it, got \"\\\"\" at byte 14"
      ),
      ("{\"\\u12g4\":1}", "four hexadecimal digits, got \"1\" at byte 4"),
      ("{\"a\n\":1}", "no control character in a text, got \"\\n\" at byte 3"),
      ("{\"a", "the closing quote of a text, got the end at byte 3"),
      ("{\"__metadata__\":{\"a\":1}}", "'\"', got \"1\" at byte 21"),
      ("{\"a\":{\"x\":}}", "a value, got \"}\" at byte 10"),
      ("{\"a\":{\"x\":1.2.3}}", "a value, got \"1\" at byte 10"),
      ("{\"a\":{\"x\":-}}", "a value, got \"-\" at byte 10"),
    ])
  func syntax(header: String, message: String) {
    #expect(
      refusal(of: file(header)) == "\"a.safetensors\", the header, expects " + message)
  }

  @Test("A header that is nested without end does not exhaust the stack")
  func depth() {
    let deep = String(repeating: "[", count: 1_000_000)
    #expect(
      refusal(of: file("{\"a\":{\"x\":\(deep)"))
        == "\"a.safetensors\", the header, expects at most 64 objects in each other, got more")
    let objects = String(repeating: "{\"x\":", count: 100_000)
    #expect(
      refusal(of: file("{\"a\":\(objects)"))
        == "\"a.safetensors\", the header, expects at most 64 objects in each other, got more")
  }
}
