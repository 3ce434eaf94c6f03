internal import Tensors

/// A reader of the Python dictionary in the header of an `.npy` file, and of as much of Python as stands
/// there: texts without escapes, True and False, tuples of whole numbers.
struct PythonLiteral {
  enum Value: Equatable, CustomStringConvertible {
    case text(String)
    case boolean(Bool)
    case tuple([Int])

    var description: String {
      switch self {
      case .text(let text): quoted(text)
      case .boolean(let value): value ? "True" : "False"
      case .tuple(let extents): "(\(extents.map { "\($0)" }.joined(separator: ", ")))"
      }
    }
  }

  private let text: [UInt8]
  private let file: ByteSource
  private var position = 0

  init(_ text: [UInt8], of file: ByteSource) {
    self.text = text
    self.file = file
  }

  /// The whole text as a dictionary.
  mutating func dictionary() throws(InputError) -> [String: Value] {
    var fields: [String: Value] = [:]
    try expect("{")
    while !take("}") {
      let key = try string()
      try expect(":")
      guard fields.updateValue(try value(), forKey: key) == nil else {
        throw file.error("the header", expects: "each key once", got: "\(quoted(key)) twice")
      }
      if take(",") { continue }
      try expect("}")
      break
    }
    skipSpace()
    guard position == text.count else { throw unexpected("nothing after the dictionary") }
    return fields
  }

  private mutating func value() throws(InputError) -> Value {
    skipSpace()
    switch peek {
    case "'", "\"": return .text(try string())
    case "(": return .tuple(try tuple())
    default:
      for (word, value) in [("True", true), ("False", false)]
      where text[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return .boolean(value)
      }
      throw unexpected("a text, True, False or a tuple of whole numbers")
    }
  }

  private mutating func string() throws(InputError) -> String {
    skipSpace()
    guard let quote = peek, quote == "'" || quote == "\"" else { throw unexpected("a quote") }
    let start = position + 1
    position = start
    while let next = peek, next != quote {
      guard next.isASCII, next != "\\", next.value >= 0x20 else {
        throw unexpected("ASCII characters without escapes")
      }
      position += 1
    }
    guard peek == quote else { throw unexpected("the closing quote") }
    defer { position += 1 }
    return String(decoding: text[start..<position], as: UTF8.self)
  }

  private mutating func tuple() throws(InputError) -> [Int] {
    var extents: [Int] = []
    try expect("(")
    while !take(")") {
      extents.append(try number())
      if take(",") { continue }
      // One number in parentheses is a number.
      guard extents.count > 1 else { throw unexpected("a comma") }
      try expect(")")
      break
    }
    return extents
  }

  private mutating func number() throws(InputError) -> Int {
    skipSpace()
    let start = position
    while let next = peek, ("0"..."9").contains(next) { position += 1 }
    let digits = String(decoding: text[start..<position], as: UTF8.self)
    guard !digits.isEmpty else { throw unexpected("a number of 0 or more") }
    guard let number = Int(digits) else {
      throw file.error("'shape'", expects: "numbers up to \(Int.max)", got: quoted(digits))
    }
    // Python 2 wrote long numbers so.
    if peek == "L" { position += 1 }
    return number
  }

  // MARK: Characters

  private var peek: UnicodeScalar? {
    position < text.count ? UnicodeScalar(text[position]) : nil
  }

  private mutating func skipSpace() {
    while let next = peek, " \t\r\n".unicodeScalars.contains(next) { position += 1 }
  }

  private mutating func take(_ character: UnicodeScalar) -> Bool {
    skipSpace()
    guard peek == character else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: UnicodeScalar) throws(InputError) {
    guard take(character) else { throw unexpected("'\(character)'") }
  }

  private func unexpected(_ expectation: String) -> InputError {
    let next = peek.map { quoted(String($0)) } ?? "the end"
    return file.error(
      "the header", expects: expectation, got: "\(next) at character \(position)")
  }
}
