import NamedTensors
import Tensors
import Testing

/// `numpy.load` refuses what is refused here but bytes that follow the elements, types that
/// ``ElementType`` does not have or that name no byte order, and a key that comes twice, of which it takes
/// the last one; and it takes −1 for as many as there are.
@Suite("NPY header")
struct NPYHeaderTests {
  private func file(
    _ header: String, version: [UInt8] = [1, 0], elements count: Int = 0
  ) -> [UInt8] {
    let length = header.utf8.count
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + version
    bytes += [UInt8(length & 0xFF), UInt8(length >> 8 & 0xFF)]
    if version[0] > 1 { bytes += [UInt8(length >> 16 & 0xFF), UInt8(length >> 24)] }
    return bytes + header.utf8 + [UInt8](repeating: 0, count: count)
  }

  private func refusal(of bytes: [UInt8]) -> String? {
    NamedTensorsTests.refusal { () throws(InputError) in try NPY.decode(bytes, name: "\"a.npy\"") }
  }

  private func refusal(of header: String, elements count: Int = 0) -> String? {
    refusal(of: file(header, elements: count))
  }

  @Test(
    "Python's liberties are read: quotes, order, spaces, a comma at the end or none, long numbers",
    arguments: [
      "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }   \n",
      "{\"shape\":(3L,),\"fortran_order\":True,\"descr\":\"<f4\"}",
      " {\n'shape' : ( 3 , 1 ) , 'descr' : '<f4' , 'fortran_order' : False } \t",
    ])
  func liberties(header: String) throws {
    for version: [UInt8] in [[1, 0], [2, 0], [3, 0]] {
      let array = try NPY.decode(file(header, version: version, elements: 12))
      #expect(array.elementType == .float32)
      #expect(array.shape.count == 3)
    }
  }

  @Test("What is no .npy file is told by its first bytes")
  func magic() {
    let beginning =
      "\"a.npy\", the first bytes, expects \\x93NUMPY and a version, of an .npy file, got "
    #expect(refusal(of: []) == beginning + "none")
    #expect(
      refusal(of: Array("PK\u{3}\u{4} and so on".utf8)) == beginning
        + "a zip archive: read it as .npz")
    #expect(refusal(of: [0, 0x41, 0xFF, 0x1B]) == beginning + "\\x00A\\xff\\x1b")
    #expect(
      refusal(of: file("", version: [4, 0]))
        == "\"a.npy\", the format version, expects 1.0, 2.0 or 3.0, got 4.0")
  }

  @Test("A header that is longer than the file, or than NumPy's limit, is not even read")
  func headerLength() {
    let start: [UInt8] = [0x93] + Array("NUMPY".utf8)
    #expect(
      refusal(of: start + [1, 0, 100, 0, 0])
        == "\"a.npy\", the header, expects 100 bytes, got 1 up to the end")
    #expect(
      refusal(of: start + [3, 0, 0xFF, 0xFF, 0xFF, 0xFF])
        == "\"a.npy\", the header length, expects at most 10000 bytes, got 4294967295")
    #expect(
      refusal(of: start + [2, 0, 1, 0])
        == "\"a.npy\", the header length, expects 4 bytes, got 2")
  }

  @Test("Sizes that the file does not have are refused before they are allocated")
  func sizes() {
    func header(_ shape: String) -> String {
      "{'descr': '<f8', 'fortran_order': False, 'shape': \(shape)}"
    }
    #expect(
      refusal(of: header("(1152921504606846976,)"), elements: 8)
        == "\"a.npy\", 'shape', expects extents whose product is a number of bytes, "
        + "got [1152921504606846976]")
    #expect(
      refusal(of: header("(1000000000000000,)"), elements: 8)
        == "\"a.npy\", 'shape', expects 8000000000000000 bytes for the elements of "
        + "[1000000000000000], got 8")
    #expect(refusal(of: header("(0, 9223372036854775807, 9)")) != nil)
    #expect(
      refusal(of: header("(99999999999999999999,)"))
        == "\"a.npy\", 'shape', expects numbers up to 9223372036854775807, "
        + "got \"99999999999999999999\"")
    #expect(
      refusal(of: header("(2,)"), elements: 17)
        == "\"a.npy\", 'shape', expects 16 bytes for the elements of [2], got 17")
    #expect(refusal(of: header("(2,)"), elements: 16) == nil)
    #expect(
      refusal(of: header("(\(String(repeating: "1,", count: 65)))"), elements: 8)
        == "\"a.npy\", 'shape', expects at most 64 axes, got 65")
    #expect(refusal(of: header("(\(String(repeating: "1,", count: 64)))"), elements: 8) == nil)
  }

  @Test("Fields that are missing, double, of another kind or unknown are refused by name")
  func fields() {
    #expect(
      refusal(of: "{'descr': '<f8', 'shape': ()}")
        == "\"a.npy\", the header, expects the keys 'descr', 'fortran_order' and 'shape', "
        + "got \"descr\", \"shape\"")
    #expect(
      refusal(of: "{'shape': (), 'shape': ()}")
        == "\"a.npy\", the header, expects each key once, got \"shape\" twice")
    #expect(
      refusal(of: "{'descr': True, 'fortran_order': False, 'shape': ()}")
        == "\"a.npy\", 'descr', expects booleans, integers or real numbers, such as '<f4', '>f8', "
        + "'|u1' or '<i8', got True")
    #expect(
      refusal(of: "{'descr': '<f8', 'fortran_order': 'no', 'shape': ()}")
        == "\"a.npy\", 'fortran_order', expects True or False, got \"no\"")
    #expect(
      refusal(of: "{'descr': '<f8', 'fortran_order': False, 'shape': False}")
        == "\"a.npy\", 'shape', expects a tuple of whole numbers, got False")
  }

  @Test(
    "Types that are no numbers, or of no known order, are refused",
    arguments: ["|O", "<U3", "<c16", "<M8[s]", "|V2", "f8", "=f8", "|f8", "<f16", "", "<", "<f"])
  func types(code: String) {
    #expect(
      refusal(of: "{'descr': '\(code)', 'fortran_order': False, 'shape': ()}", elements: 8)
        == "\"a.npy\", 'descr', expects booleans, integers or real numbers, such as '<f4', '>f8', "
        + "'|u1' or '<i8', got \"\(code)\"")
  }

  @Test(
    "What is no dictionary of Python ends at the character that is wrong",
    arguments: [
      ("", "'{', got the end at character 0"), ("[]", "'{', got \"[\" at character 0"),
      ("{'a'", "':', got the end at character 4"),
      ("{'a: 1}", "the closing quote, got the end at character 7"),
      ("{'a': 1}", "a text, True, False or a tuple of whole numbers, got \"1\" at character 6"),
      ("{'a': (1)}", "a comma, got \")\" at character 8"),
      ("{'a': (-1,)}", "a number of 0 or more, got \"-\" at character 7"),
      ("{'a': (1 2)}", "a comma, got \"2\" at character 9"),
      ("{'a': (1, 2 3)}", "')', got \"3\" at character 12"),
      ("{'a': True} x", "nothing after the dictionary, got \"x\" at character 12"),
      ("{'a': '\\n'}", "ASCII characters without escapes, got \"\\\" at character 7"),
      (
        "{'a': [('b', '<f8')]}",
        "a text, True, False or a tuple of whole numbers, got \"[\" at character 6"
      ),
    ])
  func syntax(header: String, message: String) {
    #expect(refusal(of: header) == "\"a.npy\", the header, expects " + message)
  }
}
