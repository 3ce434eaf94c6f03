/// A text from a file or a path in quotes, for an error: control characters as escapes, and cut where it
/// is long.
func quoted(_ text: String) -> String {
  let limit = 200
  let shown = text.unicodeScalars.prefix(limit).reduce(into: "") { shown, scalar in
    let isPlain = scalar.properties.generalCategory != .control && scalar != "\u{2028}"
    shown += isPlain && scalar != "\"" ? String(scalar) : scalar.escaped(asASCII: true)
  }
  return "\"\(shown)\(text.unicodeScalars.count > limit ? "…" : "")\""
}

/// Extents from a file for an error, cut where they are many.
func shown(_ extents: [Int]) -> String {
  let limit = 16
  let list = extents.prefix(limit).map { "\($0)" }.joined(separator: ", ")
  return "[\(list)\(extents.count > limit ? ", …" : "")]"
}

/// Names from a file for an error, cut where they are many.
func shown(_ names: some Collection<String>) -> String {
  let limit = 8
  let list = names.prefix(limit).map { quoted($0) }.joined(separator: ", ")
  return list + (names.count > limit ? ", …" : "")
}

/// Bytes from a file for an error, those that are no visible characters in hexadecimal.
func shown(_ bytes: ArraySlice<UInt8>) -> String {
  let characters = bytes.map { byte in
    (0x20..<0x7F).contains(byte)
      ? String(UnicodeScalar(byte)) : (byte < 16 ? "\\x0" : "\\x") + String(byte, radix: 16)
  }
  return bytes.isEmpty ? "none" : characters.joined()
}
