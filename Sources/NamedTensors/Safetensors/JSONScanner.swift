internal import Tensors

/// A reader of JSON that takes what it is asked for, piece by piece: so that numbers stay exact, a name that
/// comes twice is seen, and nothing is built that nobody asked for.
struct JSONScanner {
  private let text: [UInt8]
  private let file: ByteSource
  private var position = 0
  private var depth = 0

  /// The depth of objects and arrays in each other beyond which the text is taken for an attack.
  private static let deepest = 64

  /// - Parameter text: Valid UTF-8.
  init(_ text: [UInt8], of file: ByteSource) {
    self.text = text
    self.file = file
  }

  /// An object: calls `member` with each name, to take its value.
  mutating func object(
    _ member: (String, inout JSONScanner) throws(InputError) -> Void
  ) throws(InputError) {
    try list("{", "}") { scanner throws(InputError) in
      let name = try scanner.string()
      try scanner.expect(":")
      try member(name, &scanner)
    }
  }

  /// An array: calls `element` to take each element.
  mutating func array(
    _ element: (inout JSONScanner) throws(InputError) -> Void
  ) throws(InputError) {
    try list("[", "]", element)
  }

  /// A whole number of 0 or more.
  mutating func integer() throws(InputError) -> Int {
    skipSpace()
    let start = position
    while let next = peek, ("0"..."9").contains(next) { position += 1 }
    let digits = String(decoding: text[start..<position], as: UTF8.self)
    guard let number = Int(digits), digits == "0" || !digits.hasPrefix("0"),
      !".eE".unicodeScalars.contains(peek ?? " ")
    else {
      position = start
      throw unexpected("a whole number from 0 to \(Int.max)")
    }
    return number
  }

  /// A text, with its escapes resolved.
  mutating func string() throws(InputError) -> String {
    try expect("\"")
    var bytes: [UInt8] = []
    while let next = peek, next != "\"" {
      guard next.value >= 0x20 else { throw unexpected("no control character in a text") }
      guard next == "\\" else {
        bytes.append(text[position])
        position += 1
        continue
      }
      position += 1
      bytes += String(try escape()).utf8
    }
    guard peek == "\"" else { throw unexpected("the closing quote of a text") }
    position += 1
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Takes `null` where it is next.
  mutating func takeNull() -> Bool { take(word: "null") }

  /// Passes over any value.
  mutating func skip() throws(InputError) {
    skipSpace()
    switch peek {
    case "{": try object { _, scanner throws(InputError) in try scanner.skip() }
    case "[": try array { scanner throws(InputError) in try scanner.skip() }
    case "\"": _ = try string()
    default:
      if take(word: "null") || take(word: "true") || take(word: "false") { return }
      let start = position
      while let next = peek, "+-.0123456789eE".unicodeScalars.contains(next) { position += 1 }
      let number = String(decoding: text[start..<position], as: UTF8.self)
      guard number.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil else {
        position = start
        throw unexpected("a value")
      }
    }
  }

  /// Nothing but space up to the end.
  mutating func end() throws(InputError) {
    skipSpace()
    guard position == text.count else { throw unexpected("nothing more") }
  }

  // MARK: Parts

  private mutating func list(
    _ opening: UnicodeScalar, _ closing: UnicodeScalar,
    _ item: (inout JSONScanner) throws(InputError) -> Void
  ) throws(InputError) {
    try expect(opening)
    depth += 1
    guard depth <= Self.deepest else {
      throw file.error(
        "the header", expects: "at most \(Self.deepest) objects in each other", got: "more")
    }
    defer { depth -= 1 }
    if take(closing) { return }
    repeat { try item(&self) } while take(",")
    try expect(closing)
  }

  /// What stands after a backslash.
  private mutating func escape() throws(InputError) -> Character {
    guard let next = peek else { throw unexpected("an escape") }
    position += 1
    switch next {
    case "\"", "\\", "/": return Character(next)
    case "b": return "\u{8}"
    case "f": return "\u{C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u":
      let unit = try hexadecimal()
      if let scalar = UnicodeScalar(unit) { return Character(scalar) }
      // The first half of a character beyond 16 bits.
      guard (0xD800..<0xDC00).contains(unit), text[position...].starts(with: "\\u".utf8) else {
        throw unexpected("the second half of a character")
      }
      position += 2
      let second = try hexadecimal()
      guard (0xDC00..<0xE000).contains(second),
        let scalar = UnicodeScalar(
          0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
      else { throw unexpected("the second half of a character before it") }
      return Character(scalar)
    default:
      position -= 1
      throw unexpected("an escape that JSON knows")
    }
  }

  private mutating func hexadecimal() throws(InputError) -> UInt16 {
    let end = min(position + 4, text.count)
    let digits = text[position..<end]
    guard digits.count == 4, digits.allSatisfy({ UnicodeScalar($0).properties.isASCIIHexDigit }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw unexpected("four hexadecimal digits") }
    position = end
    return unit
  }

  // MARK: Characters

  private var peek: UnicodeScalar? {
    position < text.count ? UnicodeScalar(text[position]) : nil
  }

  private mutating func skipSpace() {
    while let next = peek, next == " " || next == "\n" || next == "\t" || next == "\r" {
      position += 1
    }
  }

  private mutating func take(_ character: UnicodeScalar) -> Bool {
    skipSpace()
    guard peek == character else { return false }
    position += 1
    return true
  }

  private mutating func take(word: String) -> Bool {
    skipSpace()
    guard text[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  private mutating func expect(_ character: UnicodeScalar) throws(InputError) {
    guard take(character) else { throw unexpected("'\(character)'") }
  }

  private func unexpected(_ expectation: String) -> InputError {
    let next = peek.map { quoted(String($0)) } ?? "the end"
    return file.error("the header", expects: expectation, got: "\(next) at byte \(position)")
  }
}
